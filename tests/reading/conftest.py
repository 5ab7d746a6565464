"""Small finished files, made on the fly."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from reporter.model.text import Block, BlockKind, FinishedText

PAGE_MARKDOWN = """# A **Clear** Heading

Funding is `−0.0406% per 8 h`,`$127M`in short. See [the filing](https://example.org/a?b=1&c=2)
on the next line, *em*phasis and 1&nbsp;234 coins.

Traders watch:

- **Rate falls:** shorts pay longs
- second, with `code`
    - nested

1. ordered

| Metric | Value |
|--------|------:|
| Price  | $0.836 |
| Empty  |  |

![Price with its levels](chart.svg)

> A quotation of 5%.

## Sources

1. [Outlet: Title 3](https://example.org/3), 27 March 2026
2. Second outlet

## Disclosure

<p data-static="disclosure">Nothing here is advice.</p>
"""


@pytest.fixture
def page_markdown() -> str:
    return PAGE_MARKDOWN


class Seen:
    """The blocks of a text, by kind."""

    def __init__(self, text: FinishedText) -> None:
        self.blocks: Sequence[Block] = text.blocks

    def of(self, kind: BlockKind) -> list[str]:
        return [block.text for block in self.blocks if block.kind is kind]


@pytest.fixture
def seen() -> type[Seen]:
    return Seen
