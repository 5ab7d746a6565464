from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.news import sentences


def texts(text: str) -> list[str]:
    return [sentence for _, _, sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One rose. Two fell.", ["One rose.", "Two fell."]),
        ("Acme LLC. filed it with the U.S. regulator.", None),
        ("It filed in the U.S. The rule holds.", ["It filed in the U.S.", "The rule holds."]),
        ("Acme Inc. It fell.", ["Acme Inc.", "It fell."]),
        ("Acme Inc. Chairman Ray left.", None),
        ("Acme Inc. Chairman is leaving.", None),
        ("It fell . Others rose.", ["It fell .", "Others rose."]),
        ("Acme Corp. Bitcoin holdings grew.", None),
        ("It sued U.S. Steel by mistake.", None),
        (
            "Its arm is Acme Markets LLC. Access by way of brokers follows.",
            ["Its arm is Acme Markets LLC.", "Access by way of brokers follows."],
        ),
        ("It bought Acme Ltd. Prices were kept.", ["It bought Acme Ltd.", "Prices were kept."]),
        ("Sen. Ray met Dr. Poe on Jan. 5 for 2.5 hours.", None),
        ("J. P. Ray spoke.", None),
        ("It rose 3.5% vs. 2.1% before.", None),
        ("“It rose.” Others doubt it.", ["“It rose.”", "Others doubt it."]),
        ("Why? Nobody knows! Really.", ["Why?", "Nobody knows!", "Really."]),
        ("It fell... then it rose.", None),
        ("It fell to $3. $4 was the high.", ["It fell to $3.", "$4 was the high."]),
        ("A heading\n\nA text.", ["A heading", "A text."]),
        ("  Blanks around.  ", ["Blanks around."]),
        ("at 5 p.m. Eastern time", None),
        ("", []),
        ("   ", []),
        ("Fin.", None),
        ("It met in 2025.Central banks watch.", ["It met in 2025.", "Central banks watch."]),
        (
            "It keeps its rules.“After it all we stay.”",
            ["It keeps its rules.", "“After it all we stay.”"],
        ),
        ("It put the file on Investor.gov for all.", None),
        ("It fell to $2.5 Million in a day.", None),
    ],
)
def test_where_sentences_end(text: str, expected: list[str] | None) -> None:
    assert texts(text) == ([text] if expected is None else expected)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab AB.!?…"”\n 1$US'), max_size=60))
def test_places_are_exact_and_no_word_is_lost(text: str) -> None:
    found = sentences(text)
    assert all(text[start:end] == sentence for start, end, sentence in found)
    assert "".join("".join(s.split()) for _, _, s in found) == "".join(text.split())
