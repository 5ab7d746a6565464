from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.news import EntityKind
from reporter.news.entities import entities_in, mentions, universe_tickers
from reporter.news.gazetteer import gazetteer
from reporter.news.themes import themes, themes_in


def ids(text: str, *tickers: str) -> list[str]:
    return [entity.id for entity in entities_in(text, tickers)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KALSHI's rivals", ["kalshi"]),
        ("An affiliate, Kinetic Markets LLC, registered", ["kalshi"]),
        ("Kinetic Markets lends on Flare", []),
        ("Bank of England and the CFTC", ["bank-of-england", "cftc"]),
        ("the U.S. Treasury said", ["treasury"]),
        ("bitcoin treasury firms", ["bitcoin"]),
        ("CME Group lists", ["cme"]),
        ("fidelity of sound", []),
        ("The Fed waits, traders are fed up", ["federal-reserve"]),
        ("Circle of friends", []),
        ("Circle grows USDC", ["circle", "usdc"]),
        ("Saylor's Strategy adds bitcoin", ["michael-saylor", "strategy", "bitcoin"]),
        ("Strategy matters in chess", []),
        ("an ethereal bitcoiner", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ONE vote decides", []),
        ("ONE token or none", []),
        ("Price NEAR record", []),
        ("NEAR perps gain", ["near"]),
        ("LINK in the description", []),
        ("LINK token jumps", ["chainlink"]),
        ("GAS futures rise", []),
        ("FIL et aiguille", []),
        ("FIL perpetual funding", ["filecoin"]),
        ("SUI generis", []),
        ("SUI holders", ["sui"]),
        ("APT for purpose", []),
        ("$APT", ["aptos"]),
        ("photo OP at noon", []),
        ("OP airdrop", ["optimism"]),
        ("ARB panel", []),
        ("ARB/USDT falls", ["arbitrum"]),
        ("DOT sets rules for airlines", []),
        ("DOT staking", ["polkadot"]),
        ("ATOM smasher", []),
        ("ATOM coin", ["cosmos"]),
        ("S token, W token, AI token", []),
        ("$S and $W and $AI", ["sonic", "wormhole", "sleepless-ai"]),
        ("wait 30 SEC", []),
        ("the SEC waits", ["sec"]),
        ("DOGE cuts staff", []),
        ("DOGE-PERP opens", ["dogecoin"]),
        ("BTC and ETH", ["bitcoin", "ether"]),
        ("btc and near", []),
        ("FILUSDT, 1000PEPEUSDT", ["filecoin", "pepe"]),
        ("STOCKS NEAR RECORD AS TOKEN SALES RISE", []),
        ("ABCUSDT rises", []),
    ],
)
def test_tickers_and_the_words_they_collide_with(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def test_the_desks_own_symbols_are_known_without_the_gazetteer() -> None:
    assert ids("ZORK perps and $ZORK", "ZORK") == ["zork"]
    assert ids("ZORK perps and $ZORK") == []
    entity = entities_in("ZORKUSDT", ["ZORK"])[0]
    assert (entity.ticker, entity.kind) == ("ZORK", EntityKind.ASSET)


def test_tickers_of_symbols() -> None:
    symbols = ["FILUSDT", "1000PEPEUSDT", "btc-perp", "ETH/USDC", "FILUSDT", "1INCHUSDT"]
    assert universe_tickers(symbols) == ("FIL", "PEPE", "BTC", "ETH", "1INCH")


def test_the_longest_name_wins_and_places_are_exact() -> None:
    text = "Bitcoin Cash, then Bitcoin."
    found = [(mention.entity.id, text[mention.start : mention.end]) for mention in mentions(text)]
    assert found == [("bitcoin-cash", "Bitcoin Cash"), ("bitcoin", "Bitcoin")]


def test_the_most_often_named_comes_first() -> None:
    assert ids("Kraken follows Cboe; Cboe leads") == ["cboe", "kraken"]


def test_the_gazetteer_is_well_formed() -> None:
    known = gazetteer()
    assert len(known.entities) > 60
    assert all(one.id and one.id == one.id.lower() for one in known.entities.values())
    assert {entity.ticker for entity, _ in known.tickers.values()} == set(known.tickers)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("FILUSDTone $/-Kalshi.\n1Fed ")))
def test_any_text_gives_mentions_in_order_that_do_not_overlap(text: str) -> None:
    end = 0
    for mention in mentions(text, ["ONE"]):
        assert end <= mention.start < mention.end <= len(text)
        end = mention.end


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Kalshi lists event contracts", "prediction-markets"),
        ("Federal Reserve issues FOMC statement", "monetary-policy"),
        ("Consumer price index rose", "inflation"),
        ("Nonfarm payrolls grew", "macro-data"),
        ("Funding rates of perps turn", "derivatives"),
        ("Spot Solana ETFs approved", "etf"),
        ("Stablecoins grow in Brazil", "stablecoins"),
        ("Binance delists three pairs", "exchange-listing"),
        ("Hackers drained hot wallets", "security-incident"),
        ("Lawmakers back the bill", "legislation"),
        ("Broker sentenced for fraud", "enforcement"),
        ("Board appoints members of its advisory council", "administrative"),
        ("Enforcement action with former employee of a bank, settles fraud", "administrative"),
    ],
)
def test_themes(title: str, expected: str) -> None:
    assert themes_in(title)[0].id == expected


def test_a_title_counts_more_than_the_teaser_and_nothing_is_no_theme() -> None:
    found = themes_in("Bitcoin rises", ["Inflation fell; inflation is low."])
    assert [theme.id for theme in found] == ["crypto-market", "inflation"]
    assert themes_in("Rain stops play") == ()


def test_only_columns_and_administrative_notices_are_minor() -> None:
    assert [theme.id for theme in themes() if theme.minor] == ["column", "administrative"]
    assert len({theme.id for theme in themes()}) == len(themes())


def rules(text: str, *tickers: str) -> list[tuple[str, str]]:
    return [(one.entity.id, one.rule.name) for one in mentions(text, tickers)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cboe", [("cboe", "NAME")]),
        ("the SEC", [("sec", "SPELLING")]),
        ("Circle mints USDC", [("circle", "CONTEXT"), ("usdc", "TICKER")]),
        ("Optimism token falls", [("optimism", "BESIDE")]),
        ("Sonic (S) and Harmony's ONE", [("sonic", "BESIDE"), ("harmony", "BESIDE")]),
        ("$FIL, FILUSDT", [("filecoin", "MARKED"), ("filecoin", "PAIR")]),
        (
            "FIL_USDT and FIL/BTC",
            [("filecoin", "PAIR"), ("filecoin", "PAIR"), ("bitcoin", "TICKER")],
        ),
        ("FIL perps", [("filecoin", "TICKER_CONTEXT")]),
        ("Filecoin miners trust FIL", [("filecoin", "NAME"), ("filecoin", "ITEM")]),
        ("(NASDAQ: COIN) and $HOOD", [("coinbase", "MARKED"), ("robinhood", "MARKED")]),
        ("Sprint (NYSE:S) rose", []),
        ("Gold at C$ONE, A$ONE", []),
    ],
)
def test_each_mention_says_why_it_counts(text: str, expected: list[tuple[str, str]]) -> None:
    assert rules(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BTC, ETH, LINK and DOT slid", ["bitcoin", "ether", "chainlink", "polkadot"]),
        ("Solana, Avalanche or Polygon", ["solana", "avalanche", "polygon"]),
        ("OP & SOL", ["optimism", "solana"]),
        ("Bitcoin story: Flow of funds", ["bitcoin"]),
        ("tUSD, SUSD and TUSD are dollars", []),
        ("LINK, ONE and GAS", []),
        ("LINK, DOT, UNI, OP, APT, SUI, ATOM", []),
        ("LINK, Coinbase", ["coinbase"]),
        ("and", []),
        ("Bitcoin, and", ["bitcoin"]),
    ],
)
def test_a_list_with_a_sure_asset_decides(text: str, expected: list[str]) -> None:
    assert ids(text) == expected


def test_in_capitals_only_tickers_that_are_no_words_count() -> None:
    assert ids("LINK TOKEN HOLDERS FLEE AS SOL SINKS") == ["solana"]
    assert ids("SOL, BTC, LINK") == ["solana", "bitcoin", "chainlink"]
    assert ids("NOW AVALANCHE (AVAX) HOLDERS FLEE") == ["avalanche"]


def test_a_venue_explains_the_ticker_of_its_own_token() -> None:
    assert rules("HYPE gains on Hyperliquid") == [("hype", "ITEM"), ("hyperliquid", "NAME")]
    assert ids("HYPE gains on Bybit") == ["bybit"]


def test_possessives_are_passed_over() -> None:
    assert ids("Google's Gemini, the crypto chatbot") == []
    assert ids("Treasury's sanctions desk") == ["treasury"]
    assert ids("Bitcoin's Treasury sanctions") == ["bitcoin"]


@pytest.mark.parametrize("ticker", ["US", "ETF", "IN"])
def test_own_tickers_that_are_words_need_their_mark(ticker: str) -> None:
    assert ids(f"{ticker} crypto tokens", ticker) == []
    assert ids(f"{ticker}USDT and ${ticker}", ticker) == [ticker.lower()]


def test_every_rule_belongs_to_an_entity_and_is_written_as_words_are_read() -> None:
    known = gazetteer()
    names = [name for group in known.names.values() for name in group]
    for name in names:
        rules_of = name.rules
        for words in (rules_of.context, rules_of.next, rules_of.not_next, rules_of.not_previous):
            assert all(word == word.lower() and word.isalnum() for word in words), name
    assert set(known.tokens.values()) <= set(known.tickers)
    assert {"majors", "defi", "exchange tokens", "privacy coins"} <= set(known.groups)
