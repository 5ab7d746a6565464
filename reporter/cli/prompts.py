"""``reporter prompts``: what a language model is asked, and how to change it."""

from __future__ import annotations

from reporter.cli.shelves import shelf_commands

command = shelf_commands("prompts", "The prompts that a language model is asked with.")
