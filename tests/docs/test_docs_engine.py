"""The page about a publisher's own engine is true, and its schema is that of the models."""

from __future__ import annotations

import re

from reporter.model.setup import Bias
from tests.docs.engine_examples import PAGE, SCHEMA, document, read, schema, worked

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_schema_is_the_one_of_the_models() -> None:
    # else: python -m tests.docs.engine_examples, and look at the difference
    assert SCHEMA.read_text(encoding="utf-8") == schema()


def test_the_documented_setup_is_taken() -> None:
    reading = read(document(TEXT))
    assert (reading.gaps, reading.refused) == ((), ())
    (setup,) = reading.setups
    assert setup.bias is Bias.LONG
    assert reading.reasons == {
        "binance.filusdt": ("Funding is near the low end of its own half year.",)
    }


def test_every_fault_is_told_as_the_page_shows() -> None:
    assert worked(TEXT) == TEXT  # else: python -m tests.docs.engine_examples, and look


def test_every_reason_of_the_table_of_faults_is_in_the_table_of_reasons() -> None:
    shown = set(re.findall(r"^\| `[\w.]+` = `[^`]+` \| `([\w-]+)`:", TEXT, re.MULTILINE))
    table = TEXT[TEXT.index("| reason | when |") : TEXT.index("The setup above with")]
    told = set(
        re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)))
    )
    assert shown == {"unreadable", "implausible", "stale", "expired"}
    assert shown <= told
