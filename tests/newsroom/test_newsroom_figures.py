"""The charts of an edition: drawn from its facts, in words that the checker holds against them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from unittest.mock import patch

import pytest

from reporter import checking, reading
from reporter.ledger import fill_text
from reporter.model.facts import Fact, FactSheet
from reporter.model.record import Record, RecordedSentence
from reporter.model.setup import Setup
from reporter.model.text import BlockKind
from reporter.model.units import Quantity
from reporter.model.verdict import Finding
from reporter.newsroom import render
from reporter.newsroom.figures import Figures, figures
from reporter.newsroom.measure import Measured
from reporter.newsroom.run import make_demo
from reporter.rendering.charts import Chart
from reporter.rendering.tokens import palette
from reporter.signals.series import SymbolData

FIL = "binance.filusdt"
ALL = ("price", "funding", "open-interest", "positioning", "basis", "odds", "liquidations")
DRAWN_ONLY = {
    "Close", "Hourly range", "Settlement", "Void", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
}  # fmt: skip
"""Words of a drawing that claim nothing."""


@dataclass(frozen=True)
class Given:
    """What the charts of the sample edition were drawn from."""

    setup: Setup
    measured: Measured
    sheet: FactSheet

    def drawn(self, sheet: FactSheet | None = None, setup: Setup | None = None) -> Figures:
        return figures(setup or self.setup, self.measured, sheet or self.sheet, palette())

    def without(self, *metrics: str) -> FactSheet:
        gone = {f"{FIL}.{metric}" for metric in metrics}
        return FactSheet(tuple(fact for fact in self.sheet if fact.id not in gone))

    def with_values(self, **values: str) -> FactSheet:
        named = {f"{FIL}.{name.replace('__', '.')}": value for name, value in values.items()}
        return FactSheet(tuple(changed(f, named[f.id]) if f.id in named else f for f in self.sheet))


def changed(fact: Fact, value: str) -> Fact:
    assert isinstance(fact.value, Quantity)
    return replace(fact, value=replace(fact.value, value=Decimal(value)))


class _Seen(Exception):
    """Ends the run where the charts begin."""


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    seen: list[Given] = []

    def see(setup: Setup, measured: Measured, sheet: FactSheet, _: object) -> Figures:
        seen.append(Given(setup, measured, sheet))
        raise _Seen

    folder: Path = tmp_path_factory.mktemp("demo")
    with patch.object(render, "figures", see), pytest.raises(_Seen):
        make_demo(folder, lambda *_: None)
    return seen[0]


def kinds(drawn: Figures) -> tuple[str, ...]:
    return tuple(chart.name.partition("-")[2] for chart in drawn.all)


def title(drawn: Figures, kind: str) -> str:
    [chart] = [chart for chart in drawn.all if chart.name.endswith(f"-{kind}")]
    return reading.read_svg(chart.svg.encode(), chart.name).blocks[0].text


def findings(chart: Chart, sheet: FactSheet, words: tuple[str, ...]) -> tuple[Finding, ...]:
    record = Record(sentences=tuple(RecordedSentence(words=text) for text in words))
    return checking.check(reading.read_svg(chart.svg.encode(), chart.name), sheet, record).findings


def test_every_contract_has_its_charts_in_order_and_no_finding(given: Given) -> None:
    for setup in given.measured.setups:
        drawn = given.drawn(setup=setup)
        assert kinds(drawn) == ALL
        assert drawn.lead == drawn.all[0]
        for chart in drawn.drawings:
            assert findings(chart, given.sheet, drawn.words) == ()


def test_every_text_but_ticks_is_recorded_as_a_draft(given: Given) -> None:
    drawn = given.drawn()
    known = {fill_text(words, given.sheet) for words in drawn.words}
    for chart in drawn.drawings:
        blocks = reading.read_svg(chart.svg.encode(), chart.name).blocks
        told = {block.text for block in blocks if block.kind is BlockKind.CAPTION}
        assert told - known <= DRAWN_ONLY


@pytest.mark.parametrize(
    ("metrics", "kind"),
    [
        (("funding.settled",), "funding"),
        (("open_interest.coins",), "open-interest"),
        (("basis",), "basis"),
        (("liquidations.above",), "liquidations"),
        (
            (
                "positioning.top_position_long",
                "positioning.top_account_long",
                "positioning.global_account_long",
            ),
            "positioning",
        ),
        (
            tuple(f"level.{side}.{n}" for side in ("above", "below") for n in (1, 2, 3)),
            "odds",
        ),
    ],
)
def test_a_missing_measure_means_no_chart(
    given: Given, metrics: tuple[str, ...], kind: str
) -> None:
    assert kinds(given.drawn(given.without(*metrics))) == tuple(k for k in ALL if k != kind)


def test_without_history_there_are_no_charts_but_those_of_facts(given: Given) -> None:
    bare = replace(given, measured=replace(given.measured, data=()))
    assert kinds(bare.drawn()) == ("positioning", "odds")
    assert bare.drawn().lead is None


def test_odds_take_the_whole_measure_where_no_half_is_left_to_stand_beside(given: Given) -> None:
    def width(drawn: Figures) -> str:
        return next(chart.width for chart in drawn.all if chart.name.endswith("odds"))

    assert width(given.drawn()) == "full"
    assert width(given.drawn(given.without("basis"))) == "half"


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        ({}, "funding", "FILUSDT funding settles below its median"),
        ({"funding__settled": "0.0003"}, "funding", "FILUSDT funding settles above its median"),
        ({"funding__settled": "0.00010001"}, "funding", "FILUSDT funding settles at its median"),
        ({}, "open-interest", "FILUSDT open interest rises 4.8% in a day"),
        ({"open_interest__change_24h": "-2.84"}, "open-interest",
         "FILUSDT open interest falls 2.8% in a day"),
        ({"open_interest__change_24h": "0.01"}, "open-interest",
         "FILUSDT open interest stands at 43.1M FIL"),
        ({}, "basis", "FILUSDT mark is 11.4 bps below its index"),
        ({"basis": "3.1"}, "basis", "FILUSDT mark is 3.1 bps above its index"),
        ({"basis": "-0.01"}, "basis", "FILUSDT mark is at its index"),
        ({}, "positioning", "More long than short on FILUSDT"),
        ({"positioning__top_position_long": "31", "positioning__top_position_short": "69"},
         "positioning", "Populations differ on FILUSDT"),
        ({f"positioning__{who}_{side}": "50"
          for who in ("top_position", "top_account", "global_account")
          for side in ("long", "short")},
         "positioning", "As much long as short on FILUSDT"),
        ({}, "odds", "FILUSDT level likeliest to trade: $0.7786"),
        ({"level__above__1__odds_72h": "0.4"}, "odds",
         "FILUSDT level likeliest to trade: $0.9143"),
        ({}, "liquidations",
         "Modelled FILUSDT liquidations: $15.0M below the price, $8.3M above"),
        ({"liquidations__above": "25000000"}, "liquidations",
         "Modelled FILUSDT liquidations: $25.0M above the price, $15.0M below"),
    ],
)  # fmt: skip
def test_a_title_states_what_the_facts_hold(
    given: Given, values: dict[str, str], kind: str, expected: str
) -> None:
    sheet = given.with_values(**values)
    drawn = given.drawn(sheet)
    assert title(drawn, kind) == expected
    chart = next(chart for chart in drawn.all if chart.name.endswith(f"-{kind}"))
    assert findings(chart, sheet, drawn.words) == ()


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ((), "FILUSDT at $0.836: nearest modelled levels 6.9% below and 9.4% above"),
        (
            ("level.above.1", "level.above.2"),
            "FILUSDT at $0.836: nearest modelled level 6.9% below",
        ),
        (
            ("level.below.1", "level.below.2", "level.below.3"),
            "FILUSDT at $0.836: nearest modelled level 9.4% above",
        ),
    ],
)
def test_the_price_stands_among_the_levels_that_there_are(
    given: Given, gone: tuple[str, ...], expected: str
) -> None:
    sheet = given.without(*gone)
    drawn = given.drawn(sheet)
    assert title(drawn, "price") == expected
    assert drawn.lead
    assert findings(drawn.lead, sheet, drawn.words) == ()
    assert "Modelled short" in drawn.lead.svg  # the profile has both sides
    assert "Modelled long" in drawn.lead.svg


def test_without_a_median_or_a_change_the_reading_itself_is_the_title(given: Given) -> None:
    sheet = given.without(
        "funding.median", "funding.settled_annual", "open_interest.change_24h", "open_interest",
        "level.above.1.odds_72h", "horizon.72h", "horizon.24h",
    )  # fmt: skip
    drawn = given.drawn(sheet)
    assert title(drawn, "funding") == "FILUSDT funding settles at −0.0406% per 8 h"
    assert title(drawn, "open-interest") == "FILUSDT open interest stands at 43.1M FIL"
    for chart in drawn.all:
        assert findings(chart, sheet, drawn.words) == ()


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("funding", "−0.0406%", "−0.4060%"),
        ("funding", "settles below", "settles above"),
        ("open-interest", "rises 4.8%", "falls 4.8%"),
        ("positioning", "68.7% long", "31.3% long"),
        ("positioning", "More long than short", "More short than long"),
        ("basis", "−11.4 bps", "11.4 bps"),
        ("odds", "19.0%", "10.4%"),
        ("liquidations", "$15.0M below the price, $8.3M above",
         "$15.0M above the price, $8.3M below"),
    ],
)  # fmt: skip
def test_a_changed_chart_is_caught(given: Given, kind: str, old: str, new: str) -> None:
    drawn = given.drawn()
    chart = next(chart for chart in drawn.all if chart.name.endswith(f"-{kind}"))
    assert old in chart.svg
    forged = replace(chart, svg=chart.svg.replace(old, new))
    assert findings(forged, given.sheet, drawn.words)


def test_every_wide_chart_is_drawn_for_a_phone_beside_it(given: Given) -> None:
    drawn = given.drawn()
    names = [chart.name for chart in drawn.drawings]
    assert len(set(names)) == len(names)
    narrow = [name for name in names if name.endswith("-narrow")]
    assert narrow == [f"{chart.name}-narrow" for chart in drawn.all if chart.width == "full"]
    assert narrow[0] == names[1] == "filusdt-price-narrow"


def test_a_changed_drawing_for_a_phone_is_caught(given: Given) -> None:
    drawn = given.drawn()
    assert drawn.lead
    assert drawn.lead.narrow
    assert ">$3.2M<" in drawn.lead.narrow.svg
    forged = replace(drawn.lead.narrow, svg=drawn.lead.narrow.svg.replace(">$3.2M<", ">$2.3M<"))
    assert findings(forged, given.sheet, drawn.words)


def test_a_figure_that_is_missing_is_left_out_of_its_row(given: Given) -> None:
    sheet = given.without("level.above.1.odds_72h", "positioning.taker_buys_24h")
    drawn = given.drawn(sheet)
    shown = {chart.name.partition("-")[2]: chart.svg for chart in drawn.all}
    assert ">10.4%<" in {k: c.svg for k, c in zip(ALL, given.drawn().all, strict=True)}["odds"]
    assert ">10.4%<" not in shown["odds"]
    assert "bought" not in shown["positioning"]
    assert all(findings(chart, sheet, drawn.words) == () for chart in drawn.all)


def test_a_history_too_young_to_draw_has_no_chart(given: Given) -> None:
    [data] = [one for one in given.measured.data if one.instrument.key == FIL]
    young = {name: series.where(slice(0, 1)) for name, series in data.history.items()}
    short = replace(data, history={**data.history, "funding": young["funding"]})
    first = replace(short, history={"funding": young["funding"]})
    assert "funding" not in kinds(with_data(given, short).drawn())
    assert kinds(with_data(given, first).drawn()) == ("positioning", "odds")


def with_data(given: Given, data: SymbolData) -> Given:
    return replace(given, measured=replace(given.measured, data=(data,)))


def test_the_profile_is_the_map_of_now(given: Given) -> None:
    with_map = given.drawn().lead
    without = given.drawn(given.without("liquidations.above")).lead
    assert with_map
    assert without
    assert with_map.svg.count("fill-opacity") > 20
    assert without.svg.count("fill-opacity") == 0


@pytest.mark.parametrize("base", ["4", "0G", "4LEAF"])
def test_coins_that_no_amount_can_name_are_told_by_their_worth(given: Given, base: str) -> None:
    setup = replace(given.setup, instrument=replace(given.setup.instrument, base=base))
    drawn = given.drawn(setup=setup)
    [chart] = [chart for chart in drawn.all if chart.name.endswith("-open-interest")]
    assert "FIL in" not in chart.alt
    assert chart.alt.endswith("it stands at $36.0 million.")
    assert "Open contracts in coins, past week" in chart.svg
    assert findings(chart, given.sheet, drawn.words) == ()
    bare = given.drawn(given.without("open_interest"), setup)
    assert "open-interest" not in kinds(bare)
