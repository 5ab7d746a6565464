"""``[schedule]``: when the desk's editions are due."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, field_validator

from reporter.newsroom.config_parts import CLOCK, SHORT, Strict

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class SlotConfig(Strict):
    """One ``[[schedule.slots]]`` entry: an edition a day, at a clock time of the desk's zone."""

    name: Annotated[str, Field(pattern=SHORT)]
    at: Annotated[str, Field(pattern=CLOCK)]
    days: list[Weekday] = Field(default=[*WEEKDAYS], min_length=1)


class ScheduleConfig(Strict):
    """``[schedule]``. A slot missed by more than ``late_hours`` is skipped.

    ``heartbeat_env`` names the variable with an address that is told of every finished run.
    """

    slots: Annotated[list[SlotConfig], Field(min_length=1)]
    late_hours: Annotated[int, Field(ge=1, le=23)] = 6
    heartbeat_env: str = ""

    @field_validator("slots")
    @classmethod
    def _distinct_slots(cls, slots: list[SlotConfig]) -> list[SlotConfig]:
        names = [slot.name for slot in slots]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"uses the name {twice[0]!r} twice; an edition a day has one slot")
        return slots
