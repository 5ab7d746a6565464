"""What holds for all tests.

Properties are tried on the same examples in every run, so that a change is judged by itself and
not by luck. ``--hypothesis-profile=explore`` looks for new ones.
"""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", derandomize=True)
settings.register_profile("explore", derandomize=False)
settings.load_profile("steady")
