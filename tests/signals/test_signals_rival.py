"""The benchmark's rival, a plain pandas script, comes to the same figures as the engine."""

from __future__ import annotations

import pytest

from reporter.signals import measure
from tests.bench import engine, rival, synthetic


@pytest.mark.parametrize("seed", [3, 11])
def test_engine_and_rival_agree_where_both_define_alike(seed: int) -> None:
    data = synthetic.symbol(seed, days=60)
    setup = measure(data, synthetic.AS_OF)
    assert setup.gaps == ()
    found = rival.measure(rival.tables(data))
    for metric in sorted(engine.SAME):
        one = setup.measure(metric)
        assert one is not None
        assert float(one.value) == pytest.approx(found[metric], rel=1e-6), metric  # type: ignore[arg-type]  # none of them is an instant


def test_equal_seeds_give_equal_symbols() -> None:
    one, two = (measure(synthetic.symbol(5, days=30), synthetic.AS_OF) for _ in range(2))
    assert one == two
    assert one.measures != measure(synthetic.symbol(6, days=30), synthetic.AS_OF).measures
