"""Every measuring script of this folder, one after the other: ``make measure``.

Nothing here passes or fails. ``python -m tests.measure.NAME -v`` shows the misses of one script.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

for module in sorted(pkgutil.iter_modules([str(Path(__file__).parent)])):
    if module.name != "__main__":
        script = importlib.import_module(f"tests.measure.{module.name}")
        if hasattr(script, "main"):
            script.main()
