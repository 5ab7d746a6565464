"""The words the checks know. Lists are short on purpose: a false alarm costs trust."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


DOWN: Final = _words(
    "falls?", "fell", "fallen", "falling", "drops?", "dropped", "declin(?:e|es|ed|ing)", "down",
    "los(?:e|es|t|ing)", "loss", "decreas(?:e|es|ed|ing)", "slid", "shed", "shrank", "lower",
    "below", "under", "beneath", "underneath", "discount", "negative", "minus", "shorts? pay",
    "slip(?:s|ped)?", "eased?",
)  # fmt: skip
UP: Final = _words(
    "ris(?:e|es|en|ing)", "rose", "gain(?:s|ed|ing)?", "climb(?:s|ed|ing)?", "up", "higher",
    "increas(?:e|es|ed|ing)", "grew", "grown", "jump(?:s|ed)?", "surg(?:e|es|ed)", "above",
    "premium", "positive", "advanced?", "longs? pay",
)  # fmt: skip

CLAUSE: Final = re.compile(
    r"[,;:()]\s|\s[—–]\s|—|\s(?:while|whereas|but|and|although|though|with|against|versus)\s",
    re.IGNORECASE,
)

TRIGGERS: Final[Mapping[str, re.Pattern[str]]] = {
    "funding": _words("funding"),
    "basis": re.compile(r"(?<!on a )(?<!on the )(?<!simple )\bbasis\b(?! points?)", re.IGNORECASE),
    "open interest": _words("open interest"),
    "volume": _words("volumes?", "turnover"),
    "valuation": _words("valuation", "valued"),
    "volatility": _words("volatility"),
    "liquidation": _words("liquidations?"),
    "revenue": _words("revenues?"),
    "ratio": _words("long/short", "long-short ratio"),
    "efficiency": _words("efficiency"),
    "ADX": _words("ADX"),
    "variance ratio": _words("variance ratio"),
    "gravity": _words("gravity"),
    "price move": re.compile(
        r"\b(?:prices?(?: of \w+)?|[A-Z0-9]+USD[TC]?) (?:has |have |had |is |was |are )?"
        r"(?:f[ae]ll\w*|rose|rises?|risen|down|up|slid|lost|loses|gain\w*|dropp?\w*|climb\w*"
        r"|mov\w+|chang\w+)\b"
    ),
}
"""Words that name a metric so plainly that a figure beside them can be of no other."""

_BESIDE_PRICE: Final = frozenset(
    {"basis", "liquidation", "funding", "open interest", "volatility", "ratio", "price move"}
)
METRIC_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "funding": frozenset({"funding"}),
    "basis": frozenset({"basis", "funding"}),
    "open_interest": frozenset({"open interest"}),
    "volatility": frozenset({"volatility"}),
    "liquidations": frozenset({"liquidation"}),
    "liquidations.oi_share": frozenset({"liquidation", "open interest"}),
    "level.size": frozenset({"liquidation"}),
    "price.change_24h": frozenset({"price move", "volatility"}),
    "level": _BESIDE_PRICE,
    "positioning": frozenset({"ratio", "volume"}),
    "price": _BESIDE_PRICE,
    "mark": _BESIDE_PRICE,
    "index": _BESIDE_PRICE,
    "invalidation": _BESIDE_PRICE,
    "earlier": _BESIDE_PRICE,
    "open_interest.volume_share": frozenset({"open interest", "volume"}),
    "open_interest.volume_share_percentile": frozenset({"open interest", "volume"}),
    "volume_24h": frozenset({"volume"}),
    "regime": frozenset({"volatility"}),
    "regime.efficiency": frozenset({"efficiency"}),
    "regime.adx": frozenset({"ADX"}),
    "regime.variance_ratio": frozenset({"variance ratio"}),
    "liquidations.gravity": frozenset({"gravity"}),
    "range": _BESIDE_PRICE,
}
"""A market metric or the first part of one -> the triggers that may stand beside its figures.

Metrics that are not listed may stand beside anything.
"""

_DAY: Final = r"(?:\b24[ -]?h|\b(?:a|one|next) day\b)"
_THREE_DAYS: Final = r"(?:\b72[ -]?h|\bthree days\b)"
"""Lengths of time as they are written: the same level has odds for both."""

NEEDED_WORDS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "funding.settled": r"fund|settl|carry|annual|\bpay|\brate",
        "funding.running": r"fund|settl|carry|annual|\bpay|\brate|running|estimat",
        "funding.settled_annual": r"fund|settl|carry|annual|\bpay|\brate|a year",
        "funding.running_annual": r"fund|settl|carry|annual|\bpay|\brate|a year",
        "basis": r"basis|premium|discount|index|spot",
        "open_interest": r"open interest|positions|outstanding|notional",
        "volatility.realised_24h": r"volatil|realised|realized|swing",
        "funding": r"fund|settl|carry|annual|\bpay|\brate|\bcap\b|floor|median|histor",
        "liquidations": r"liquidat|position",
        "liquidations.oi_share": r"liquidat|open interest",
        "level.size": r"liquidat|size|cluster|position|modelled",
        "level.distance": r"below|above|away|distance|level|from (?:the )?price",
        "level.odds": r"window|odds|chance|probab|cases|of the time|past|histor",
        "confidence.base_rate": r"window|odds|chance|probab|cases|of the time|past|histor|base",
        "confidence.probability": r"odds|chance|probab|confiden|likel",
        "positioning": r"ratio|long|short|taker|trader|account|position",
        "positioning.top_position": r"top|long/short|long-short",
        "positioning.top_account": r"top|account",
        "positioning.global_account": r"all|global|account",
        "positioning.taker": r"taker|buyers|sellers",
        "positioning.top_position_long": r"long",
        "positioning.top_position_short": r"short",
        "regime.efficiency": r"efficien|trend|regime|rang",
        "regime.adx": r"\bADX\b|directional",
        "regime.variance_ratio": r"variance ratio",
        "basis.percentile": r"basis|premium|discount",
        "funding.running_8h": r"fund|settl|carry|annual|\bpay|\brate|running|estimat",
        "funding.market_percentile": r"running|contracts|across the market|of the market",
        "funding.market_sample": r"running|contracts|perpetuals|markets",
        "funding.residual": r"residual|implied|formula",
        "funding.implied": r"implied|formula",
        "open_interest.volume_share": r"volume|turnover",
        "open_interest.volume_share_percentile": r"volume|turnover",
        "volatility.parkinson_24h": r"\bhighs?\b|parkinson|\branges?\b",
        "liquidations.gravity": r"gravity",
        "positioning.top_position_percentile": r"top|position",
        "positioning.top_account_percentile": r"top|account",
        "positioning.top_account_long": r"\blong",
        "positioning.top_account_short": r"\bshort",
        "positioning.global_account_percentile": r"all|global|account",
        "positioning.global_account_long": r"\blong",
        "positioning.global_account_short": r"\bshort",
        "positioning.taker_percentile": r"taker|buyers|sellers",
        "positioning.taker_window": r"taker|buyers|sellers",
        "positioning.taker_buys_24h": r"taker|bought|\bbuys?\b|buyers",
        "level.odds_settlement": r"(?s)(?=.*(?:odds|chance|probab))(?=.*settle)",
        "level.odds_24h": rf"(?s)(?=.*(?:odds|chance|probab)|\Awithin)(?=.*{_DAY})",
        "level.odds_72h": rf"(?s)(?=.*(?:odds|chance|probab)|\Awithin)(?=.*{_THREE_DAYS})",
        "range.low_24h": rf"(?s)(?=.*(?:range|between|expect))(?=.*{_DAY})",
        "range.high_24h": rf"(?s)(?=.*(?:range|between|expect))(?=.*{_DAY})",
        "range.low_72h": rf"(?s)(?=.*(?:range|between|expect))(?=.*{_THREE_DAYS})",
        "range.high_72h": rf"(?s)(?=.*(?:range|between|expect))(?=.*{_THREE_DAYS})",
        "range.coverage": r"(?s)(?=.*(?:range|between|expect))(?=.*(?:probab|chance|cases))",
    }.items()
}
"""Metrics whose figures mean nothing unless the paragraph has one of these words."""

_TAKERS: Final = r"taker"
_TOP_POSITIONS: Final = r"\A(?!.*account)(?!.*taker)"
_TOP_ACCOUNTS: Final = r"\btop\b.*account|account.*\btop\b"
_ALL_ACCOUNTS: Final = r"\A(?!.*\btop\b)(?!.*taker)"
"""A row on one population holds no ratio, share or rank of another."""


def _family(population: str) -> Iterator[str]:
    """A ratio of longs over shorts with its shares and rank."""
    return (f"positioning.{population}{end}" for end in ("", "_long", "_short", "_percentile"))


NEEDED_IN_ROWS: Final[Mapping[str, re.Pattern[str]]] = {
    name: re.compile(words, re.IGNORECASE)
    for name, words in {
        "price.change_24h": r"price",
        "price": r"price|basis",
        "mark": r"basis|mark",
        "index": r"basis|index|spot",
        "level": r"level|above|below|resist|support",
        "confidence.base_rate": r"base rate|higher|odds|chance|probab",
        "level.distance": r"distance|away|above|below",
        "level.odds": r"window|reach|odds|chance|probab|histor",
        "level.odds_settlement": r"settle",
        "level.odds_24h": _DAY,
        "level.odds_72h": _THREE_DAYS,
        "range": r"range|expect",
        "range.low_24h": rf"(?s)(?=.*(?:range|expect))(?!.*{_THREE_DAYS})",
        "range.high_24h": rf"(?s)(?=.*(?:range|expect))(?!.*{_THREE_DAYS})",
        "range.low_72h": rf"(?s)(?=.*(?:range|expect))(?=.*{_THREE_DAYS})",
        "range.high_72h": rf"(?s)(?=.*(?:range|expect))(?=.*{_THREE_DAYS})",
        "level.size": r"size|liquid|notional|modelled",
        "level.hours": r"window|hour|within|ahead",
        "level.sample": r"window|sample",
        "invalidation": r"invalid|void|wrong",
        "invalidation.distance": r"invalid|void|wrong|distance",
        "open_interest.change_24h": r"open interest",
        "funding.percentile": r"\A(?!.*\brunning\b).*(?:fund|percentile|rank)",
        "volatility.percentile": r"volatil",
        "volatility.realised_24h": r"\A(?!.*\bhighs?\b)",
        "volatility.parkinson_24h": r"\bhighs?\b|parkinson",
        "basis.percentile": r"basis",
        "open_interest.change_percentile": r"\A(?!.*(?:volume|turnover)).*open interest",
        "open_interest.volume_share": r"volume|turnover",
        "open_interest.volume_share_percentile": r"volume|turnover",
        "funding.market_percentile": r"running|contracts|market",
        "funding.market_sample": r"running|contracts|market",
        "liquidations.gravity": r"gravity",
        "positioning.taker": _TAKERS,
        "positioning.taker_percentile": _TAKERS,
        "positioning.taker_window": _TAKERS,
        "positioning.taker_buys_24h": r"bought|\bbuys?\b",
        **dict.fromkeys(_family("top_position"), _TOP_POSITIONS),
        **dict.fromkeys(_family("top_account"), _TOP_ACCOUNTS),
        **dict.fromkeys(_family("global_account"), _ALL_ACCOUNTS),
    }.items()
}
"""Metrics whose table cells need one of these words in the row's or the column's head."""

HALVED: Final = re.compile(r"\bhalv(?:ed|es|ing)\b", re.IGNORECASE)
HALF_LOST: Final = (Decimal(-55), Decimal(-45))
"""Changes in percent that may be called so; multiples are figures and bound as such."""
VAGUE_COUNT: Final = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands) of (?:past windows|settlements|outlets|symbols)\b",
    re.IGNORECASE,
)

ADVERB_OF_SIDE: Final = re.compile(r"\A (?:below|above|lower|higher|away)\b")

_OF_THEM: Final = r"\A(?: (?:is|are|was|were))?(?: of (?:\w+[ -]){0,4}?)?"
LONG_BESIDE: Final = re.compile(rf"{_OF_THEM} ?longs?\b", re.IGNORECASE)
SHORT_BESIDE: Final = re.compile(rf"{_OF_THEM} ?shorts?\b", re.IGNORECASE)

NEGATION: Final = re.compile(
    r"\b(?:not|no|never|nor|neither|nothing|cannot|without|isn['’]t|aren['’]t|hardly)\b"
    r"(?:[^\w,;:.]+\w+){0,3}[^\w,;:.]*\Z",
    re.IGNORECASE,
)
"""A negation up to three words before, in the same clause."""

ADVERBS: Final[tuple[tuple[re.Pattern[str], int], ...]] = (
    (_words("record", "historic", "all-time"), 1),
    (_words("extremely", "extreme", "severely", "exceptionally"), 5),
    (_words("unusually", "unusual"), 10),
)
"""Words of degree and the width of the percentile band, at either end, that licenses them."""

DEGREE_OF: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (_words("volatility", "volatile"), "volatility.percentile"),
    (
        _words(
            "funding", "crowd(?:ed|ing)", "positioning", "skew(?:ed)?", "short-side", "long-side"
        ),
        "funding.percentile",
    ),
)
"""What a word of degree speaks of, and the percentile it needs."""

CERTAIN: Final = re.compile(
    r"\b(?:guaranteed|risk[- ]free|textbook|mechanical(?:ly)? (?:pressure|forced?)"
    r"|(?:can(?:['’]t|not)) (?:lose|fail)|sure thing|inevitabl[ey]"
    r"|(?:certain|bound) to (?:rise|fall|rally|drop|break|squeeze))\b",
    re.IGNORECASE,
)
WILL_MOVE: Final = re.compile(
    r"\bwill (?:surely |certainly |soon )?(?:rise|rally|surge|soar|crash|climb|squeeze|plunge|pump"
    r"|dump|jump|drop|(?:reach|hit|test|break) \S{0,2}[$€]?\d"
    r"|fall(?! (?:due|on|at|within|into|under)\b))",
    re.IGNORECASE,
)
LEAST_RESISTANCE: Final = re.compile(r"\bpath of least resistance\b", re.IGNORECASE)
HEDGE: Final = re.compile(
    r"\b(?:could|may|might|would|if|perhaps|possibly|plausibl[ey]|suggests?|likely|potential(?:ly)?)\b",
    re.IGNORECASE,
)
IMPERATIVE: Final = re.compile(
    r"\b(?:(?:buy|sell|short|long|act) (?:it |this |them )?(?:now|today|immediately|right away)"
    r"|you (?:should|must|need to) (?:buy|sell|short|long|go (?:long|short)|close|exit|enter)"
    r"|don['’]t miss (?:out|this))\b",
    re.IGNORECASE,
)

SHORTS_PAY: Final = re.compile(r"\bshorts?(?: \w+){0,3}? (?:pay|pays|paying)\b", re.IGNORECASE)
LONGS_PAY: Final = re.compile(r"\blongs?(?: \w+){0,3}? (?:pay|pays|paying)\b", re.IGNORECASE)
NEGATIVE_RATE: Final = re.compile(
    r"\b(?:negative (?:funding|carry|rate)|funding(?: (?!not|no|never)\w+){0,3} negative)\b",
    re.IGNORECASE,
)
POSITIVE_RATE: Final = re.compile(
    r"\b(?:positive (?:funding|rate)|funding(?: (?!not|no|never)\w+){0,3} positive)\b",
    re.IGNORECASE,
)
PAYS_ITSELF: Final = re.compile(
    r"\bshorts?(?: (?!longs?\b)\w+){0,3} (?:pay(?:s|ing)?|over) shorts?\b"
    r"|\blongs?(?: (?!shorts?\b)\w+){0,3} (?:pay(?:s|ing)?|over) longs?\b"
    r"|\bbought over bought\b|\bsold over sold\b",
    re.IGNORECASE,
)
CONDITIONAL: Final = re.compile(r"\b(?:if|when|whenever|unless|should|were)\b", re.IGNORECASE)

OVERHEAD: Final = re.compile(r"\b(?:resistance|overhead)\b", re.IGNORECASE)
SUPPORT: Final = re.compile(r"\bsupport(?! the\b| for\b)\b", re.IGNORECASE)
ABOVE_PRICE: Final = re.compile(
    r"\b(?:above|over) (?:the )?(?:current |last )?(?:price|spot|market)\b|\boverhead\b",
    re.IGNORECASE,
)
BELOW_PRICE: Final = re.compile(
    r"\b(?:below|under|beneath) (?:the )?(?:current |last )?(?:price|spot|market)\b|\bunderneath\b",
    re.IGNORECASE,
)
SIDE_BESIDE: Final = re.compile(
    r"\A,?(?: \|)? (above|below)(?= and\b|[.,;)]| \|| the price| price|\Z)", re.IGNORECASE
)
LEVEL_OF_SIDE: Final = re.compile(
    r"\blevels? (above|below)(?: (?:the )?price)?(?: \w+){0,3} \Z", re.IGNORECASE
)
SIDE_AHEAD: Final = re.compile(
    r"\b(upside|downside|way up|way down|higher up|lower down)(?: [\w'’]+){0,7}[ ,]+\Z",
    re.IGNORECASE,
)
SIDES: Final[Mapping[str, int]] = {
    "above": 1, "upside": 1, "way up": 1, "higher up": 1,
    "below": -1, "downside": -1, "way down": -1, "lower down": -1,
}  # fmt: skip
"""Words for a side of the price: +1 above it, -1 below."""
FAILS_BEYOND: Final = re.compile(
    r"\b(?:fails?|void\w*|wrong|invalid\w*)(?: (?!above|below)\w+){0,5} (above|below) \Z",
    re.IGNORECASE,
)
SHORT_LIQUIDATIONS: Final = re.compile(
    r"\bshort(?:-side|s['’])? (?:liquidations?|positions)", re.IGNORECASE
)
LONG_LIQUIDATIONS: Final = re.compile(
    r"\blong(?:-side|s['’])? (?:liquidations?|positions)|\blong side\b", re.IGNORECASE
)

CURRENT: Final = re.compile(
    r"\b(?:currently|right now|at the moment|at present|as we speak)\b", re.IGNORECASE
)

_FAMILIAR: Final = """
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday utc us usa u.s uk eu usd eur gbp
ceo cfo cto coo etf etfs bitcoin ether ethereum btc eth crypto i america american european
europe washington federal congress senate house fed q1 q2 q3 q4 ai
the a an in on at by as of to for from with and or but if when while after before its it their
his her this that these those according meanwhile however also both each all most more one two
"""
OPENS_AS_NAME: Final = re.compile(
    r"\A(?:['’]s\b| (?:is|was|has|had|raised|trades|traded|reported|says|said|reached|passed|hit"
    r"|posted|plans|stands)\b)"
)
"""What follows a sentence's first word if that word is a name and no adverb."""

FAMILIAR: Final = frozenset(_FAMILIAR.split())
"""Capitalised words that need no source."""

COUNTED: Final[Mapping[str, re.Pattern[str]]] = {
    "outlets": _words("outlets?", "sources?", "publishers?"),
    "items": _words("items?", "reports?", "articles?", "sources?"),
    "stories": _words("stor(?:y|ies)"),
    "symbols": _words("symbols?", "contracts?", "perpetuals?", "markets?"),
    "sample": _words("settlements?", "windows?", "prints?"),
    "market_sample": _words("contracts?", "perpetuals?", "markets?"),
    "volume": _words("contracts?"),
    "open_interest": _words("contracts?"),
}
"""What a count counts: last part of its metric -> the nouns that may follow its figure."""

QUOTED: Final = re.compile(r"“[^”]{1,600}”|\"[^\"]{1,600}\"")
ATTRIBUTED: Final = _words(
    "said", "says?", "reports?", "reported", "wrote", "writes", "according to", "states?",
    "stated", "told", "announced", "calls?", "called", "headlined?", "headline", "adds?", "added",
    "words",
)  # fmt: skip
