"""What ``reporter init`` writes: a configuration that works as it stands, without any key."""

from __future__ import annotations

STARTER = """\
# Reporter's configuration. Every key is explained in docs/configuration.md.

[desk]
name = "desk"                        # short name of the desk, part of each edition's key
brand = "My Desk"                    # printed: "What My Desk's Engine Shows"
timezone = "UTC"                     # the edition's day is counted here
contact = ""                         # an address in the User-Agent; sec.gov refuses without one
author = ""                          # who answers for the article, by name
role = ""                            # the author's job title
publisher = ""                       # the legal entity; left empty, the brand
conflicts = ""                       # your positions in the assets you write about, or "None."
jurisdictions = []                   # notes for readers in "eu", "uk", "us"; see docs/disclosure.md

# Tier 1: the regulator or issuer itself; 2: wires and major outlets; 3: others.
[[feeds]]
name = "Federal Reserve"
url = "https://www.federalreserve.gov/feeds/press_all.xml"
tier = 1

[[feeds]]
name = "SEC press releases"
url = "https://www.sec.gov/news/pressreleases.rss"
tier = 1

[[feeds]]
name = "SEC speeches and statements"
url = "https://www.sec.gov/news/speeches-statements.rss"
tier = 1

[[feeds]]
name = "CFTC"
url = "https://www.cftc.gov/RSS/RSSGP/rssgp.xml"
tier = 1

[[feeds]]
name = "CFTC enforcement"
url = "https://www.cftc.gov/RSS/RSSENF/rssenf.xml"
tier = 1

[[feeds]]
name = "BLS"
url = "https://www.bls.gov/feed/bls_latest.rss"
tier = 1

[[feeds]]
name = "CoinDesk"
url = "https://www.coindesk.com/arc/outboundfeeds/rss/"
tier = 2

[[feeds]]
name = "The Block"
url = "https://www.theblock.co/rss.xml"
tier = 2

[[feeds]]
name = "Cointelegraph"
url = "https://cointelegraph.com/rss"
tier = 2

[[feeds]]
name = "CNBC"
url = "https://www.cnbc.com/id/100003114/device/rss/rss.html"
tier = 2

[[feeds]]
name = "Yahoo Finance"
url = "https://finance.yahoo.com/news/rssindex"
tier = 2

[[feeds]]
name = "Decrypt"
url = "https://decrypt.co/feed"
tier = 3

[[feeds]]
name = "The Defiant"
url = "https://thedefiant.io/feed"
tier = 3

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
"""

DOTENV = """\
# Copy to .env and fill in. Never commit .env.
# REPORTER_LLM_KEY=
"""

GITIGNORE = """\
.env
.reporter/
output/
"""
