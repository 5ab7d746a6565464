"""The closed word lists of the numeral grammar."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from reporter.numerals.currencies import CURRENCY_CODES


def words(text: str) -> tuple[str, ...]:
    """The words of a list written as one string."""
    return tuple(text.split())


SMALL: Final = {
    word: number
    for number, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen"
        )
    )
}
TENS: Final = {
    word: 10 * number
    for number, word in enumerate(
        words("twenty thirty forty fifty sixty seventy eighty ninety"), start=2
    )
}
SCALES: Final = {
    "thousand": 3, "lakh": 5, "million": 6, "crore": 7, "billion": 9, "trillion": 12,
    "quadrillion": 15,
}  # fmt: skip
"""Scale words as powers of ten; ``hundred`` and ``dozen`` follow rules of their own."""

SCALE_LETTERS: Final = {
    "k": 3, "m": 6, "mm": 6, "mn": 6, "mln": 6, "mil": 6, "cr": 7, "b": 9, "bn": 9, "bln": 9,
    "t": 12, "tn": 12, "trn": 12, "trln": 12,
}  # fmt: skip

VAGUE: Final = {
    "dozens": Decimal(12),
    "hundreds": Decimal(100),
    "thousands": Decimal(1000),
    "millions": Decimal(10**6),
    "billions": Decimal(10**9),
    "trillions": Decimal(10**12),
}
"""Sizes without a figure: read with the hedge ``many``, since a size is claimed."""

ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        words(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
            "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
            "twentieth"
        ),
        start=1,
    )
}

FRACTIONS: Final = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip

MULTIPLES: Final = {
    "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "twice": 2, "twofold": 2,
    "triple": 3, "tripled": 3, "triples": 3, "tripling": 3, "thrice": 3, "threefold": 3,
    "quadruple": 4, "quadrupled": 4, "fourfold": 4, "quintupled": 5, "fivefold": 5, "sixfold": 6,
    "sevenfold": 7, "eightfold": 8, "ninefold": 9, "tenfold": 10, "hundredfold": 100,
}  # fmt: skip

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun",
            "july jul", "august aug", "september sept sep", "october oct", "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

SPANS: Final = {
    name: unit
    for unit, names in (
        ("seconds", "second seconds sec secs s"),
        ("minutes", "minute minutes min mins m"),
        ("hours", "hour hours hr hrs h"),
        ("days", "day days d"),
        ("weeks", "week weeks wk wks w"),
        ("months", "month months mo mos"),
        ("years", "year years yr yrs y annum"),
    )
    for name in names.split()
}
"""Names of lengths of time."""

LONG_SPANS: Final = {
    "fortnight": ("days", 14), "fortnights": ("days", 14), "decade": ("years", 10),
    "decades": ("years", 10), "century": ("years", 100), "centuries": ("years", 100),
}  # fmt: skip
"""Names of lengths of time that are multiples of others."""

HEDGES: Final = (
    "just over", "just under", "well over", "close to", "more than", "less than", "fewer than",
    "no more than", "no less than", "at least", "at most", "up to", "as much as", "as many as",
    "an estimated", "upwards of", "about", "around", "approximately", "approx.", "roughly",
    "nearly", "almost", "over", "under", "some", "circa", "ca.",
)  # fmt: skip

ZONES: Final = (
    "UTC", "GMT", "Z", "ET", "EST", "EDT", "CT", "CST", "CDT", "PT", "PST", "PDT", "BST", "CET",
    "CEST", "JST", "HKT", "SGT", "KST", "IST",
)  # fmt: skip

NOT_TICKERS: Final = frozenset(
    {*ZONES, *CURRENCY_CODES}
    | set(
        words(
            "AM PM US USA UK EU UN UAE LLC INC LTD PLC SEC FCM CFTC NFA FED FOMC ECB BOE BOJ IMF "
            "FCA ESMA DOJ IRS FBI ETF ETFS ETP ETN IPO ICO CEO CFO CTO COO GDP CPI PCE PMI API AI "
            "OI PNL TVL DEX CEX DAO NFT NFTS APR APY YOY QOQ MOM ATH PDF HTML CSV JSON URL RSS "
            "NYSE CME CBOE ICE FIS NCAA NFL NBA OTC KYC AML BPS BP PP AND OR OF IN TO IS FOR THE "
            "EPS KB MB GB TB KW MW GW TV HD NOW NEW VS PCT MPH BY ON AT AS IF IT NO II III IV"
        )
    )
)
"""Upper-case words that follow a number without naming an asset."""
