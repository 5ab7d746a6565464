"""Which addresses may be connected to."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import ConfigError, SourceRefused
from reporter.net.guard import Guard, is_public

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.0.170",
    "192.0.2.1",
    "192.168.1.1",
    "192.88.99.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1",
    "::ffff:169.254.169.254",
    "239.255.255.250",
    "ff0e::1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2001:20::1",
    "3fff::1",
    "5f00::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "",
    "localhost",
    "1.2.3",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(SourceRefused) as caught:
        Guard().check("a.example", 80, ["93.184.215.14", address])
    assert caught.value.reason == "private-address"
    assert "a.example:80" in caught.value.next_step


@pytest.mark.parametrize("address", ["93.184.215.14", "::ffff:8.8.8.8", "2606:4700::1111"])
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)
    Guard().check("a.example", 443, [address])


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_public_is_local_by_the_standard_library(
    address: IPv4Address | IPv6Address,
) -> None:
    if is_public(str(address)):
        assert address.is_global
        assert not address.is_private
        assert not address.is_multicast


@settings(max_examples=100, deadline=None)
@given(st.ip_addresses(v=4))
def test_mapped_addresses_are_judged_by_what_they_map(address: IPv4Address) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@pytest.mark.parametrize(
    ("entry", "host", "port", "allowed"),
    [
        ("127.0.0.1:8701", "127.0.0.1", 8701, True),
        ("127.0.0.1:8701", "127.0.0.1", 22, False),
        ("127.0.0.1:8701", "localhost", 8701, False),
        ("127.0.0.1", "127.0.0.1", 22, True),
        (" LocalHost ", "LOCALHOST", 80, True),
        ("[::1]:8701", "::1", 8701, True),
        ("[::1]:8701", "[::1]", 8702, False),
        ("[::1]", "::1", 1, True),
        ("::1", "::1", 1, True),
    ],
)
def test_exceptions(entry: str, host: str, port: int, allowed: bool) -> None:
    guard = Guard([entry])
    assert guard.allows(host, port) is allowed
    if allowed:
        guard.check(host, port, ["127.0.0.1"])
    else:
        with pytest.raises(SourceRefused):
            guard.check(host, port, ["127.0.0.1"])


def test_the_advice_for_an_ipv6_host_can_be_followed() -> None:
    with pytest.raises(SourceRefused) as caught:
        Guard().check("::1", 8701, ["::1"])
    advised = caught.value.next_step.split('"')[1]
    Guard([advised]).check("::1", 8701, ["::1"])


@pytest.mark.parametrize(
    "entry", ["", ":80", "host:", "host:0", "host:65536", "host:http", "http://host", "a b", "[]"]
)
def test_exceptions_that_are_no_hosts(entry: str) -> None:
    with pytest.raises(ConfigError, match="no host"):
        Guard([entry])
