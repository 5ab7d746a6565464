"""What the parts of the configuration share: strictness, and the forms of single values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

ADDRESS, SYMBOL, HOST = r"^https?://[^\s]+$", r"^[A-Z0-9]{2,30}$", r"^[^\s/]+$"
ROOT = r"^https?://[^\s/?#@\[\]]+(/[^\s?#]*)?$"
SHORT, CLOCK = r"^[a-z0-9][a-z0-9-]{0,31}$", r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
FORMS = {
    ADDRESS: "must begin with http:// or https://",
    ROOT: "must be a plain http or https address, without user, ? and #",
    SYMBOL: "must be a symbol in capitals and digits, such as FILUSDT",
    HOST: "must be host:port without a path",
    SHORT: "must be up to 32 lower-case letters, digits and hyphens",
    CLOCK: "must be a clock time such as 08:00",
}
"""What a value that does not match is told."""
Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, Field(pattern=ADDRESS)]
Root = Annotated[str, Field(pattern=ROOT)]
Symbol = Annotated[str, Field(pattern=SYMBOL)]
Host = Annotated[str, Field(pattern=HOST)]


class Strict(BaseModel):
    """A table of the configuration: unknown keys and wrong types are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
