"""Markets are linked to stories about their very event, and to no others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.news import Item, Story
from reporter.model.odds import EventOdds
from reporter.model.units import Count, usd
from reporter.news import build_stories, odds_for
from reporter.news.matters import Period, asked_year, matter, meaning, told_year

MakeItem = Callable[..., Item]
NOW = datetime(2026, 3, 27, 18, tzinfo=UTC)
APRIL = "Will the Federal Reserve cut rates by 25bps at their April 2026 meeting?"
PRICE = "Will Bitcoin reach $100k by December 31, 2026?"
FUND = "Will the SEC approve a spot XRP ETF by June 30, 2026?"
BILL = "Will the CLARITY Act be signed into law in 2026?"
LISTING = "Will Coinbase list Filecoin futures in 2026?"


def market(
    title: str,
    *,
    closes: datetime = datetime(2026, 12, 31, tzinfo=UTC),
    probability: str = "0.5",
    volume: int = 50_000,
    event: str = "event",
    event_title: str = "",
    outcome: str = "Yes",
    venue: str = "kalshi",
) -> EventOdds:
    chance = Decimal(probability)
    return EventOdds(
        venue=venue,
        market=f"{event}-{outcome}-{title}",
        event=event,
        title=title,
        event_title=event_title or title,
        outcome=outcome,
        probability=chance,
        bid=chance - Decimal("0.01"),
        ask=chance + Decimal("0.01"),
        normalised=False,
        volume=usd(Decimal(volume)) if venue == "polymarket" else Count(Decimal(volume)),
        open_interest=None,
        closes_at=closes,
        as_of=NOW,
        source=digest(b"page"),
        endpoint="/events",
        url="https://venue.example",
    )


@pytest.fixture
def story(make_item: MakeItem, as_of: datetime) -> Callable[..., Story]:
    def tell(title: str, summary: str = "") -> Story:
        item = make_item(title, summary)
        (found,) = build_stories([item], as_of=as_of, universe=["FILUSDT"]).stories
        return found

    return tell


Tell = Callable[..., Story]


@pytest.mark.parametrize(
    ("title", "summary", "question", "words"),
    [
        (
            "Fed seen holding rates in April",
            "",
            APRIL,
            ("Fed", "holding", "rates", "April"),
        ),
        (
            "Fed minutes show a split",
            "Traders expect the FOMC to lower rates at its April meeting.",
            APRIL,
            ("FOMC", "lower", "rates", "April", "meeting"),
        ),
        (
            "Fed minutes",
            "The next decision of the Fed is due on April 28.",
            "Fed decision in April?",
            ("decision", "Fed", "April 28"),
        ),
        (
            "Bitcoin may hit $100,000 this year, says Acme",
            "",
            PRICE,
            ("Bitcoin", "hit", "$100,000"),
        ),
        ("BTC tops $100K for the first time", "", PRICE, ("BTC", "tops", "$100K")),
        (
            "SEC approves first spot XRP ETF",
            "",
            FUND,
            ("SEC", "approves", "spot", "XRP", "ETF"),
        ),
        (
            "Senate sends bill on; CLARITY Act could be signed into law this month",
            "",
            BILL,
            ("clarity", "act", "signed", "law"),
        ),
        (
            "Coinbase lists futures on Filecoin",
            "",
            LISTING,
            ("Coinbase", "lists", "futures", "Filecoin"),
        ),
    ],
)
def test_a_market_about_the_event_is_linked(
    story: Tell, title: str, summary: str, question: str, words: tuple[str, ...]
) -> None:
    (link,) = odds_for(story(title, summary), [market(question)])

    assert [word.lower() for word in link.words] == [word.lower() for word in words]
    assert all(word.lower() in link.sentence.lower() for word in link.words)


@pytest.mark.parametrize(
    ("title", "summary", "question"),
    [
        # another month, another year, another bank
        ("Fed seen holding rates in June", "", APRIL),
        ("Fed seen holding rates in April 2027", "", APRIL),
        ("Fed cut rates in April 2025, minutes show", "", APRIL),
        ("ECB seen holding rates in April", "", APRIL),
        ("ECB and Fed seen holding rates in April", "", APRIL),
        ("Fed names Ann Ray to its board in April", "", APRIL),
        ("Bank rates in April: what the Fed did not say", "", "ECB decision in April?"),
        ("Harbour fees rise", "The Fed decides on rates in April.", APRIL),
        ("Fed seen cutting rates this spring", "", APRIL),
        ("Fed governors meet bankers in April", "", APRIL),
        ("Fed's Ray says duties raised prices in April", "", APRIL),
        ("Fed sees a higher inflation rate in April", "", APRIL),
        ("Fed says unemployment rates fell in April", "", APRIL),
        # a question about the meeting that is not about the decision
        (
            "Fed seen holding rates in April",
            "",
            "Will two governors dissent at the April 2026 Fed meeting?",
        ),
        # another threshold, another subject, another amount
        ("Bitcoin may hit $150,000 this year", "", PRICE),
        ("SEC approves spot bitcoin ETF as bitcoin trades above $90,000", "", PRICE),
        ("Bitcoin ETF inflows hit $100k", "", PRICE),
        ("Bitcoin reserve of Acme is worth $100k, reach unclear", "", PRICE),
        ("Ether may hit $100,000 before bitcoin does", "", PRICE),
        # another coin, another exchange, another act, another step
        ("SEC approves first spot Solana ETF", "", FUND),
        ("SEC approves spot Solana ETF, XRP to follow", "", FUND),
        ("SEC delays decision on spot XRP ETF", "", FUND),
        ("CFTC approves spot XRP ETF", "", FUND),
        ("Binance lists Filecoin futures, Coinbase waits", "", LISTING),
        ("Coinbase lists Solana futures", "", LISTING),
        ("GENIUS Act signed into law", "", BILL),
        ("CLARITY Act advances in the Senate", "", BILL),
        ("CLARITY Act signed into law in 2027, analysts say", "", BILL),
        # too little to go by
        ("Recession fears grow", "", "Recession in 2026?"),
        ("Trump tells Powell to resign", "", "Will Trump resign?"),
        # a quarter or an hour of the day is compared with nothing
        ("Bitcoin may hit $100,000", "", "Will Bitcoin reach $100k by 5pm EST?"),
    ],
)
def test_a_near_miss_is_not_linked(story: Tell, title: str, summary: str, question: str) -> None:
    assert odds_for(story(title, summary), [market(question)]) == ()


def test_what_only_the_teaser_tells_is_not_the_story(story: Tell) -> None:
    told = story("Harbour fees rise again", "The SEC approves a spot XRP ETF, too.")

    assert odds_for(told, [market(FUND)]) == ()


def test_a_question_without_names_must_stand_in_the_headline(story: Tell) -> None:
    sentence = "The CLARITY Act was signed into law."

    assert odds_for(story("Bill becomes law as clarity arrives", sentence), [market(BILL)])
    assert odds_for(story("Harbour fees rise", sentence), [market(BILL)]) == ()


def test_a_named_day_must_be_the_same_day(story: Tell) -> None:
    question = "Will Bitcoin close above $100k on April 10?"

    assert odds_for(story("Bitcoin may close above $100,000 on April 10"), [market(question)])
    assert not odds_for(story("Bitcoin may close above $100,000 on April 11"), [market(question)])
    assert not odds_for(story("Bitcoin may close above $100,000 in April"), [market(question)])


def test_a_month_without_year_is_the_one_before_the_close(story: Tell) -> None:
    told = story("Fed seen cutting rates at January meeting", "")
    question = "Fed decision in January?"

    assert odds_for(told, [market(question, closes=datetime(2027, 1, 27, tzinfo=UTC))]) == ()
    assert odds_for(told, [market(question, closes=datetime(2026, 1, 28, tzinfo=UTC))])


def test_the_outcome_counts_where_the_title_is_the_events(story: Tell) -> None:
    event = "Bitcoin price reach in 2026?"
    low, high = (market(event, event_title=event, outcome=text) for text in ("$90k", "$100k"))

    (link,) = odds_for(story("Bitcoin may reach $100,000, price model says"), [low, high])

    assert link.odds == high


@pytest.mark.parametrize(
    ("outcome", "linked"),
    [
        ("Yes", True),
        ("No", True),
        ("Coinbase lists Filecoin", True),
        ("Filecoin futures", True),
        ("Buy FILUSDT now, it will rise 500%", False),
        ("Funding is -4.06% per 8 h", False),
        ("Kraken", False),
        ("…", False),
    ],
)
def test_an_outcome_of_words_that_nobody_reported_is_not_printed(
    story: Tell, outcome: str, linked: bool
) -> None:
    told = story("Coinbase to list Filecoin futures in 2026")
    found = odds_for(told, [market(LISTING, event_title="Listings", outcome=outcome)])

    assert bool(found) is linked


def test_an_outcome_may_bound_a_figure_in_words_of_its_own(story: Tell) -> None:
    question = "Will Bitcoin reach $100,000 in 2026?"
    told = story("Bitcoin may reach $100,000, price model says")

    assert odds_for(told, [market(question, event_title="Bitcoin", outcome="Above $100,000")])
    assert not odds_for(told, [market(question, event_title="Bitcoin", outcome="Above $110,000")])


# Choice


def decision(venue: str, outcome: str, probability: str, volume: int) -> EventOdds:
    return market(
        "Fed decision in April?",
        event_title="Fed decision in April?",
        outcome=outcome,
        probability=probability,
        volume=volume,
        event=f"{venue}-fed",
        venue=venue,
    )


OUTCOMES = [
    decision("kalshi", "Fed maintains rate", "0.71", 900_000),
    decision("kalshi", "Cut 25bps", "0.26", 900_000),
    decision("kalshi", "Hike 25bps", "0.03", 900_000),
    decision("polymarket", "No change", "0.70", 400_000),
    decision("polymarket", "25 bps decrease", "0.27", 400_000),
]


@settings(max_examples=20, deadline=None)
@given(shuffled=st.permutations(OUTCOMES))
def test_three_at_most_by_turns_of_the_venues(
    shuffled: list[EventOdds], make_item: MakeItem, as_of: datetime
) -> None:
    item = make_item("Fed seen holding rates in April")
    (told,) = build_stories([item], as_of=as_of, universe=[]).stories

    chosen = [(link.odds.venue, link.odds.outcome) for link in odds_for(told, shuffled)]

    assert chosen == [
        ("kalshi", "Fed maintains rate"),
        ("polymarket", "No change"),
        ("kalshi", "Cut 25bps"),
    ]


def test_links_carry_the_item_and_its_sentence(story: Tell) -> None:
    told = story("Fed minutes", "Nothing new. The Fed may cut rates in April.")

    (link,) = odds_for(told, [market(APRIL)])

    assert link.item == told.items[0].id
    assert link.sentence == "The Fed may cut rates in April."


def test_no_markets_no_links(story: Tell) -> None:
    assert odds_for(story("Fed seen holding rates in April"), []) == ()


# Parts


def test_deadlines_are_no_periods() -> None:
    text = (
        "By May 31, before the end of June, no later than July 4, before the October meeting "
        "and until August 1 in September"
    )

    assert list(matter(text).periods) == [Period(None, 9, None)]


@pytest.mark.parametrize(
    ("words", "same"),
    [
        (("cuts", "lowered", "decrease", "reducing"), True),
        (("approves", "approval", "approved"), True),
        (("nominated", "nomination", "picks"), True),
        (("launch", "launches", "launching"), True),
        (("cut", "hike"), False),
        (("above", "below"), False),
        (("over", "under"), False),
    ],
)
def test_words_of_one_meaning(words: tuple[str, ...], same: bool) -> None:
    assert (len({meaning(word) for word in words}) == 1) is same


@pytest.mark.parametrize(
    ("published", "month", "year"),
    [
        (datetime(2026, 11, 22, tzinfo=UTC), 12, 2026),
        (datetime(2026, 11, 22, tzinfo=UTC), 1, 2027),
        (datetime(2026, 11, 22, tzinfo=UTC), 7, 2027),
        (datetime(2026, 11, 22, tzinfo=UTC), 8, 2026),
        (datetime(2026, 1, 5, tzinfo=UTC), 10, 2025),
        (datetime(2026, 1, 5, tzinfo=UTC), 9, 2026),
        (datetime(2026, 1, 5, tzinfo=UTC), 1, 2026),
    ],
)
def test_the_year_of_a_month_in_the_news(published: datetime, month: int, year: int) -> None:
    assert told_year(Period(None, month, None), published) == year
    assert told_year(Period(2019, month, None), published) == 2019


def test_the_year_of_a_month_in_a_question() -> None:
    closes = datetime(2027, 1, 15, tzinfo=UTC)

    assert asked_year(Period(None, 1, None), closes) == 2027
    assert asked_year(Period(None, 12, None), closes) == 2026
    assert asked_year(Period(2028, 12, None), closes) == 2028


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=120))
def test_any_text_has_a_matter(text: str) -> None:
    about = matter(text)

    assert all(word == meaning(about.words[word]) for word in about.words)
