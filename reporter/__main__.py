"""``python -m reporter`` is ``reporter``."""

from __future__ import annotations

from reporter.cli.main import main

if __name__ == "__main__":
    main()
