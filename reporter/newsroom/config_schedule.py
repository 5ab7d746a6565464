"""``[schedule]``: when the desk's editions are due."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from reporter.newsroom.config_parts import Strict

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class SlotConfig(Strict):
    """One ``[[schedule.slots]]`` entry: an edition a day, at a clock time of the desk's zone."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
    at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    days: list[Weekday] = Field(default=["mon", "tue", "wed", "thu", "fri", "sat", "sun"], min_length=1)


class ScheduleConfig(Strict):
    """``[schedule]``. A slot missed by more than ``late_hours`` is skipped.

    ``heartbeat_env`` names the variable with an address that is told of every finished run.
    """

    slots: Annotated[list[SlotConfig], Field(min_length=1)]
    late_hours: Annotated[int, Field(ge=1, le=23)] = 6
    heartbeat_env: str = ""
