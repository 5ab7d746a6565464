"""Which addresses may be connected to.

News text names addresses, and redirects lead anywhere: without a guard a feed could make us
read the machine's own services, the local network or a cloud's metadata. ``is_global`` alone
is not enough: it is true for multicast and for addresses that embed a private IPv4 address
(6to4, NAT64, Teredo, IPv4-compatible).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from reporter.model.errors import ConfigError, SourceRefused

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_EMBEDDING = (
    IPv6Network("2001::/23"),  # Teredo and other protocols, of which Pythons differ in what passes
    IPv6Network("2002::/16"),  # 6to4; NAT64 and IPv4-compatible lie outside global unicast
)
_DOCUMENTATION = IPv6Network("3fff::/20")  # RFC 9637, younger than this Python
_ENTRY = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^:/\[\]\s]+)(?::(?P<port>[0-9]{1,5}))?")
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, of which Python passes some
    IPv4Network("192.88.99.0/24"),  # the retired anycast address of 6to4 relays
)


def is_public(address: str) -> bool:
    """Whether an IP address, as text, belongs to the public internet. False for no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return _is_public_v4(ip) if isinstance(ip, IPv4Address) else _is_public_v6(ip)


def _is_public_v4(ip: IPv4Address) -> bool:
    special = any(ip in network for network in _SPECIAL)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or special)


def _is_public_v6(ip: IPv6Address) -> bool:
    special = any(ip in network for network in (*_EMBEDDING, _DOCUMENTATION))
    return ip.is_global and ip in _GLOBAL_UNICAST and not special


class Guard:
    """Refuses private addresses, except the hosts that the configuration names.

    An exception is ``host`` (any port) or ``host:port``; it is compared with the host as the
    address spells it, not with what that resolves to.
    """

    def __init__(self, allow_hosts: Iterable[str] = ()) -> None:
        self._allowed = frozenset(_exception(entry) for entry in allow_hosts)

    def allows(self, host: str, port: int) -> bool:
        """Whether the configuration names this host and port as an exception."""
        name = host.lower().strip("[]")
        return (name, None) in self._allowed or (name, port) in self._allowed

    def check(self, host: str, port: int, addresses: Iterable[str]) -> None:
        """Pass if every address is public or the host is an exception, else SourceRefused."""
        if self.allows(host, port) or all(is_public(address) for address in addresses):
            return
        place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise SourceRefused(
            "the address leads into a private network and was not contacted.",
            place,
            f'If that is meant, add "{place}" to allow_hosts under [net].',
            reason="private-address",
        )


def _exception(entry: str) -> tuple[str, int | None]:
    """``host``, ``host:port``, ``[v6]:port`` or a bare address as host and port."""
    text = entry.strip().lower()
    if _is_address(text):
        return text, None
    match = _ENTRY.fullmatch(text)
    port = int(match["port"]) if match and match["port"] else None
    if match is None or port == 0 or (port or 0) > 65535:
        raise ConfigError(
            f"{entry!r} is no host.",
            "[net] allow_hosts",
            'Write the host alone or with its port, as in "127.0.0.1:8701".',
        )
    return match["host"].strip("[]"), port


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
