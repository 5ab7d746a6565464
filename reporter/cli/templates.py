"""``reporter templates``: what the pages are made with, and how to change it."""

from __future__ import annotations

from reporter.cli.shelves import shelf_commands

command = shelf_commands("templates", "The templates and style sheets of pages, PDF and e-mail.")
