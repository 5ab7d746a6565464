"""Processes that take a while to load, started before they are needed."""

from __future__ import annotations

from reporter.rendering.press import start_press
from reporter.sources.bounded import start_reader


def start_ahead() -> None:
    """Start those that read feeds and make the PDF, while this process loads and measures."""
    start_reader("reporter.sources.feed_entries")
    start_press()
