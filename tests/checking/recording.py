"""A record of sentences, rows and sources, and finished texts that copy it."""

from __future__ import annotations

from dataclasses import replace

from reporter.checking import check
from reporter.model.facts import FactKind
from reporter.model.record import Record, RecordedRow, RecordedSentence, RecordedSource
from reporter.model.text import Block, BlockKind, Stance
from tests.checking.conftest import SENTENCES, TITLE, fact, finished, whole_sheet

KEY = "binance.filusdt"
VOLUME = SENTENCES["volume"]
SHEET = whole_sheet(
    [
        fact(f"{KEY}.positioning.top_account", "1.88", "ratio"),
        fact(f"{KEY}.positioning.global_account", "2.13", "ratio"),
        replace(
            fact("item.second.outlet", "Second Wire", kind=FactKind.REPORTED),
            subject="Second Wire",
            metric="outlet",
        ),
    ],
)
SETTLED = (
    "Funding last settled at {{binance.filusdt.funding.settled_time|clock}} at "
    "{{binance.filusdt.funding.settled}}; the running estimate, which may still change, is "
    "{{binance.filusdt.funding.running}}."
)
ACCOUNTS = (
    "Counted by account, longs over shorts come to {{binance.filusdt.positioning.top_account}} "
    "for top traders and {{binance.filusdt.positioning.global_account}} for all traders."
)
MAP = (
    "The liquidation map is modelled, not observed: it puts {{binance.filusdt.liquidations.above}}"
    " of short liquidations above price and {{binance.filusdt.liquidations.below}} of long "
    "liquidations below price."
)
QUOTED = f"On Kalshi, {{{{item.wire-1.outlet}}}} reports: “{VOLUME}”"
HEADLINED = "{{item.wire-1.outlet}} ran “{{item.wire-1.title}}” on {{item.wire-1.published|day}}."
PATH = "Event contracts could draw activity away from perpetuals, though no source says so."
VIEW = (
    "The setup shows a {{binance.filusdt.bias}} in FILUSDT, by about {{edition.news.stories}} "
    "signals."
)
LAPSES = (
    "Until {{binance.filusdt.valid_until|day}}, {{binance.filusdt.valid_until|clock}} it holds as "
    "before."
)
YEARLY = "In FILUSDT that is {{binance.filusdt.funding.settled_annual|short}} a year at the most."
ROWS = (
    ("Metric", "Reading", "Comparison"),
    ("Funding, settled", f"{{{{{KEY}.funding.settled}}}}", "median +0.0100%"),
    ("Price", f"{{{{{KEY}.price}}}}", f"index {{{{{KEY}.index}}}}"),
)
RECORD = Record(
    sentences=(
        RecordedSentence(words=SETTLED, stance=Stance.MEASURED),
        RecordedSentence(words=ACCOUNTS, stance=Stance.MEASURED),
        RecordedSentence(words=MAP, stance=Stance.MEASURED),
        RecordedSentence(words=QUOTED, stance=Stance.REPORTED, notes=(1,), quote=VOLUME),
        RecordedSentence(words=HEADLINED, stance=Stance.REPORTED, notes=(2,)),
        RecordedSentence(words=PATH, stance=Stance.INFERENCE),
        RecordedSentence(words=VIEW),
        RecordedSentence(words=LAPSES),
        RecordedSentence(words=YEARLY),
        RecordedSentence(words="Bitcoin leads the news while others wait"),
        RecordedSentence(words="Void"),
        RecordedSentence(words="—"),
    ),
    rows=tuple(RecordedRow(cells=cells) for cells in ROWS),
    sources=(
        RecordedSource(
            article="a",
            number=1,
            words="{{item.wire-1.outlet}}, “{{item.wire-1.title}}”, {{item.wire-1.published}}",
            url="https://wire.example.org/kalshi?a=1&b=two words",
        ),
        RecordedSource(
            article="a",
            number=2,
            words="{{item.second.outlet}}, “A plain headline without figures”",
            url="https://second.example.org",
        ),
    ),
    names=("Bitcoin", "Kalshi"),
)
TRUE = {
    "settled": "Funding last settled at 16:00 UTC at −0.0406% per 8 h; the running estimate, which "
    "may still change, is −0.0210% per 8 h.",
    "accounts": "Counted by account, longs over shorts come to 1.88 for top traders and 2.13 for "
    "all traders.",
    "map": "The liquidation map is modelled, not observed: it puts $12.6 million of short "
    "liquidations above price and $9.1 million of long liquidations below price.",
    "quoted": f"On Kalshi, Example Wire reports: “{VOLUME}” [1]",
    "headlined": f"Example Wire ran “{TITLE}” on 27 March 2026. [2]",
    "path": PATH,
    "view": "The setup shows a lean long in FILUSDT, by about 3 signals.",
    "lapses": "Until 28 March 2026, 00:00 UTC it holds as before.",
    "yearly": "In FILUSDT that is −44.5% a year at the most.",
    "bitcoin": "Bitcoin leads the news while others wait",
}


def judged(*texts: str | Block, record: Record = RECORD, form: str = "markdown") -> list[str]:
    """The codes that the record brings up, beyond what is found without one."""
    text = finished(*texts, form=form)
    alone = check(text, SHEET).findings
    return [f.code for f in check(text, SHEET, record).findings if f not in alone]


def row(text: str) -> Block:
    return Block(kind=BlockKind.ROW, text=text, place="row 1")


def source(text: str, *links: str) -> Block:
    return Block(kind=BlockKind.SOURCE, text=text, place="source 1", links=links)


# --- true copies --------------------------------------------------------------------------
