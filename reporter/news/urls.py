"""Addresses as identity: two addresses of one article become the same text.

What counts as tracking follows common lists (miniflux's ``urlcleaner`` among them); only
parameters that never choose the content are removed.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from urllib.parse import quote, unquote_plus, urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-F]{2})")
_PATH_MARKS = "/:@!$&'()*+,;=~%"
_QUERY_MARKS = _PATH_MARKS + "?"

_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "hsa_", "oly_", "vero_", "matomo_")
_TRACKING = frozenset(
    """
    __hsfp __hssc __hstc __s __twitter_impression _ga _gl _hsenc _hsmi _openstat .tsrc
    cmpid cx_click dclid echobox fbclid fb_action_ids fb_action_types fb_ref fb_source gbraid
    gclid gclsrc gs_l guccounter guce_referrer guce_referrer_sig hmb_campaign hmb_medium
    hmb_source hsctatracking icid igshid igsh itm_campaign itm_medium itm_source li_fat_id
    mc_cid mc_eid mkt_tok ml_subscriber ml_subscriber_hash msclkid ncid ns_campaign ns_linkname
    ns_mchannel ns_source rb_clickid ref ref_src ref_url referrer s_cid s_kwcid smid smtyp
    srsltid sr_share sref taid ttclid twclid wbraid wickedid wt_mc wtrid xtor yclid ysclid
    """.split()  # noqa: SIM905 - seventy quoted words would be harder to read
)
_AMP_PARAMETERS = frozenset({"amp", "amp=1", "amp=true", "outputtype=amp", "output=amp"})
_MOBILE = re.compile(
    r"(?P<scheme>https?://)(?:m|mobile|amp)\.(?P<site>[^./:]+\.[^/:]+)(?P<rest>[/:].*)"
)
_SHARED_SUFFIX = re.compile(r"(?:ac|co|com|edu|gov|net|or|org)\.[a-z]{2}")
_AMP_CACHE = re.compile(
    r"https?://(?:[^/]+\.cdn\.ampproject\.org/[acv]/|(?:www\.)?google\.[a-z.]{2,6}/amp/)"
    r"(?:(?P<s>s)/)?(?P<rest>[^/]+\..+)"
)


def clean_url(url: str) -> str:
    """The address spelled in one plain way, nothing removed but user info and default port.

    Safe to print in an attribute: ASCII only, blanks and quotation marks encoded. Empty for
    anything that is no absolute http or https address.
    """
    try:
        parts = urlsplit(url.strip())
        site = _site(parts.scheme, parts.hostname or "", parts.port)
    except ValueError:
        return ""
    if not site or "\\" in parts.netloc:
        return ""
    path = _spelled(parts.path, _PATH_MARKS) or "/"
    query = _spelled(parts.query, _QUERY_MARKS)
    fragment = _spelled(parts.fragment, _QUERY_MARKS)
    return f"{site}{path}{'?' + query if query else ''}{'#' + fragment if fragment else ''}"


def followable_url(url: str) -> str:
    """The address to print as a link: without tracking and fragment, otherwise as given.

    Host, path, order and AMP parameters stay, for a server may insist on them. Empty for
    anything that is no web address.
    """
    address, _, query = clean_url(url).partition("#")[0].partition("?")
    kept = "&".join(piece for piece in query.split("&") if piece and not _tracks(piece))
    return f"{address}?{kept}" if kept else address


def canonical_url(url: str) -> str:
    """The address without tracking, fragment, AMP and mobile detours; empty if it is none.

    Idempotent. It identifies an article; for a link to follow, take ``followable_url``.
    """
    canonical = _canonical_once(url)
    while (again := _canonical_once(canonical)) != canonical:
        canonical = again  # a cached page of a cached page: every step takes a wrapper off
    return canonical


def _canonical_once(url: str) -> str:
    desktop = _desktop(clean_url(url))
    while cached := _AMP_CACHE.fullmatch(desktop):
        desktop = _desktop(clean_url(f"http{cached['s'] or ''}://{cached['rest']}"))
    if not desktop:
        return ""
    parts = urlsplit(desktop)
    query = _essential(parts.query)
    return f"{parts.scheme}://{parts.netloc}{_plain_path(parts.path)}{'?' + query if query else ''}"


def _site(scheme: str, host: str, port: int | None) -> str:
    """Scheme and authority, or nothing when they make no http address."""
    if scheme not in _DEFAULT_PORTS:
        return ""
    name = _host(host)
    suffix = "" if port in {None, _DEFAULT_PORTS[scheme]} else f":{port}"
    return f"{scheme}://{name}{suffix}" if name else ""


def _host(host: str) -> str:
    """The host in ASCII and lower case, or nothing. Raises ValueError for a bad IPv6 one."""
    if ":" in host:
        return f"[{IPv6Address(host).compressed}]"
    name = host.rstrip(".")
    if not name.isascii():
        name = name.encode("idna").decode("ascii")
    name = name.lower()
    return name if _HOST.fullmatch(name) and ".." not in name else ""


def _spelled(text: str, marks: str) -> str:
    """Percent-encoding in one form: upper case, only where it is needed."""

    def unified(match: re.Match[str]) -> str:
        letter = chr(int(match[1], 16))
        return letter if letter in _UNRESERVED else match[0].upper()

    known = _LOOSE_PERCENT.sub("%25", _PERCENT.sub(unified, text))
    return quote(known, safe=marks, errors="replace")


def _essential(query: str) -> str:
    """The parameters that choose the content, sorted; their spelling is kept."""
    pieces = (piece for piece in query.split("&") if piece)
    return "&".join(sorted({piece for piece in pieces if not (_tracks(piece) or _is_amp(piece))}))


def _is_amp(piece: str) -> bool:
    return piece.lower().removesuffix("=") in _AMP_PARAMETERS


def _tracks(piece: str) -> bool:
    name = unquote_plus(piece.lower().partition("=")[0])
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _plain_path(path: str) -> str:
    """Without a trailing slash and without the marks of an AMP page."""
    plain = path.rstrip("/")
    while (shorter := _without_amp(plain)) != plain:
        plain = shorter
    return plain or "/"


def _without_amp(path: str) -> str:
    head, _, last = path.rpartition("/")
    if head and last.lower() == "amp":
        return head.rstrip("/")
    if last.lower().endswith(".amp.html"):
        return path[: -len(".amp.html")] + ".html"
    if last.lower().endswith(".amp") and len(last) > len(".amp"):
        return path[: -len(".amp")]
    return path


def _desktop(url: str) -> str:
    """``m.``, ``mobile.`` and ``amp.`` hosts folded to ``www.``, whole sites left alone."""
    match = _MOBILE.fullmatch(url)
    if match is None or _SHARED_SUFFIX.fullmatch(match["site"]):
        return url
    www = "" if match["site"].startswith("www.") else "www."
    return f"{match['scheme']}{www}{match['site']}{match['rest']}"
