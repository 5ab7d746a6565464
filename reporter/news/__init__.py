"""Items to stories: duplicates merged, events grouped and ranked, figures made facts."""

from __future__ import annotations

from reporter.news.disputes import Dispute, disputes
from reporter.news.entities import Mention, entities_in, mentions
from reporter.news.facts import story_facts
from reporter.news.injection import instructs
from reporter.news.links import links
from reporter.news.memory import KnownItem, Remembered, figure_of
from reporter.news.odds import odds_for
from reporter.news.quotes import best_sentences
from reporter.news.reach import ALL, Reach, known_tickers, reach
from reporter.news.rows import Row, cluster_rows
from reporter.news.sentences import sentences
from reporter.news.stories import Reading, build_stories
from reporter.news.themes import Theme, themes
from reporter.news.urls import canonical_url

__all__ = [
    "ALL",
    "Dispute",
    "KnownItem",
    "Mention",
    "Reach",
    "Reading",
    "Remembered",
    "Row",
    "Theme",
    "best_sentences",
    "build_stories",
    "canonical_url",
    "cluster_rows",
    "disputes",
    "entities_in",
    "figure_of",
    "instructs",
    "known_tickers",
    "links",
    "mentions",
    "odds_for",
    "reach",
    "sentences",
    "story_facts",
    "themes",
]
