"""Reporter: news and measured perpetual-futures setups, joined into articles of checked facts."""

from __future__ import annotations

__version__ = "0.1.0"
