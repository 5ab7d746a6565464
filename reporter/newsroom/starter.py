"""What ``reporter init`` writes: a configuration that works as it stands, without any key.

The default feeds are a file of their own, ``feeds.toml``, which stands in it word for word.
"""

from __future__ import annotations

from importlib.resources import files

_DESK = """\
# Reporter's configuration. Every key is explained in docs/configuration.md.

[desk]
name = "desk"                        # short name of the desk, part of each edition's key
brand = "My Desk"                    # printed: "What My Desk's Engine Shows"
timezone = "UTC"                     # the edition's day is counted here
contact = ""                         # an address for User-Agents; without it sec.gov is not asked
author = ""                          # who answers for the article, by name
role = ""                            # the author's job title
publisher = ""                       # the legal entity; left empty, the brand
conflicts = ""                       # your positions in the assets you write about, or "None."
jurisdictions = []                   # notes for readers in "eu", "uk", "us"; see docs/disclosure.md

"""

_MARKET = """\

# The first venue that lists a symbol measures it in full; the others stand beside it, and a
# figure far off from theirs is held back. No venue wants a key.
[market]
symbols = ["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "FILUSDT"]   # or "all"
venues = ["binance", "bybit", "okx", "hyperliquid"]

# Odds of event contracts, told where one is about the leading story's event. They need no key
# either; they are off because not every publisher may print them, and their lists are long.
# [market.kalshi]
# base_url = "https://external-api.kalshi.com/trade-api/v2"
# [market.polymarket]
# base_url = "https://gamma-api.polymarket.com"

# A language model may word headline, lede and sections; it never supplies a figure. Without this
# table the offline writer does all of it. Any OpenAI-compatible server will do.
# [llm]
# base_url = "http://localhost:11434/v1"
# model = "llama3.3"
# api_key_env = "REPORTER_LLM_KEY"   # the variable's name, never the key itself
# max_cost_usd = 1.10

[output]
dir = "output"

# Editions at fixed times of the desk's clock; 'reporter schedule' has the rest (docs/schedule.md).
# [schedule]
# late_hours = 6
# [[schedule.slots]]
# name = "morning"
# at = "08:00"
# days = ["mon", "tue", "wed", "thu", "fri"]
"""


def starter_config() -> str:
    """The text of a new workspace's ``reporter.toml``."""
    return f"{_DESK}{default_feeds()}{_MARKET}"


def default_feeds() -> str:
    """The ``[[feeds]]`` tables that a new workspace begins with, with their comments."""
    return (files("reporter.newsroom") / "feeds.toml").read_text("utf-8")


DOTENV = """\
# Copy to .env and fill in. Never commit .env.
# REPORTER_LLM_KEY=
"""

GITIGNORE = """\
.env
.reporter/
output/
"""
