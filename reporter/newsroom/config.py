"""The one configuration file, ``reporter.toml``: its schema, its defaults, its errors."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    Discriminator,
    Field,
    Tag,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from reporter.model.desk import Desk, Notice
from reporter.model.errors import ConfigError
from reporter.newsroom.config_channels import KINDS, ChannelConfig
from reporter.newsroom.config_parts import FORMS, Address, Host, Root, Strict, Symbol, Text
from reporter.newsroom.config_schedule import ScheduleConfig
from reporter.sources.venues import venue

FILE = "reporter.toml"

DETAIL = 40
"""So many symbols are measured in full at most; of more, those that stand out are chosen."""

VenueName = Literal["binance", "bybit", "okx", "hyperliquid"]

_LISTED, _ALL, _NEITHER = "<listed>", "<all>", "neither_list_nor_all"


def _branch(symbols: Any) -> str | None:
    if isinstance(symbols, list):
        return _LISTED
    return _ALL if symbols == "all" else None


# Told apart by hand, so that an error speaks of what was meant and not of both readings.
Symbols = Annotated[
    Annotated[list[Symbol], Tag(_LISTED)] | Annotated[Literal["all"], Tag(_ALL)],
    Discriminator(
        _branch,
        custom_error_type=_NEITHER,
        custom_error_message='must be a list of symbols or "all"',
    ),
]


class DeskConfig(Strict):
    """``[desk]``: who publishes."""

    name: Text
    brand: Text
    timezone: Text = "UTC"
    contact: str = ""
    author: str = ""
    conflicts: str = ""
    # None rather than empty: a snapshot records only the keys that are set.
    role: str | None = None
    publisher: str | None = None
    jurisdictions: list[Text] | None = None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError("is no IANA time zone such as 'Europe/Berlin' or 'UTC'") from error
        return name

    @field_validator("contact")
    @classmethod
    def _one_line(cls, contact: str) -> str:
        if not contact.isprintable():  # every server is told it, in one line
            raise ValueError("must be one line without control characters")
        return contact

    @field_validator("brand", "author", "conflicts", "role", "publisher")
    @classmethod
    def _plain(cls, words: str | None) -> str | None:
        if words and ("{{" in words or "}}" in words):
            raise ValueError("must not hold {{ or }}, between which references to facts stand")
        return words


class FeedConfig(Strict):
    """One ``[[feeds]]`` entry. Tier 1: regulator or issuer, 2: wire or major outlet, 3: other.

    ``use`` is what the publisher allows, or the desk wants, to be read of an item: its headline
    alone, its summary in the feed as well, or the article's page too (``full``).
    """

    name: Text
    url: Address
    tier: Literal[1, 2, 3] = 3
    use: Literal["headline", "summary", "full"] = "summary"


class VenueConfig(Strict):
    """``[market.<venue>]``."""

    base_url: Address


class EngineConfig(Strict):
    """``[market.engine]``: where the publisher's own engine hands over its setups.

    Exactly one of an address and a file, relative to the workspace.
    """

    url: Address | None = None
    path: Text | None = None

    @model_validator(mode="after")
    def _one_place(self) -> EngineConfig:
        if (self.url is None) == (self.path is None):
            raise ValueError("needs one of the keys 'url' and 'path', and not both")
        return self


class MarketConfig(Strict):
    """``[market]``: what is measured, and where.

    ``symbols`` is a list or ``all``; the list may be empty where an engine hands setups over.
    The first of ``venues`` that lists a symbol measures it; the others stand beside it.
    """

    engine: EngineConfig | None = None  # first, because the symbols are judged by it
    symbols: Symbols
    venues: list[VenueName] = Field(default=["binance"], min_length=1)
    binance: VenueConfig = VenueConfig(base_url="https://fapi.binance.com")
    bybit: VenueConfig | None = None
    okx: VenueConfig | None = None
    hyperliquid: VenueConfig | None = None
    kalshi: VenueConfig | None = None
    polymarket: VenueConfig | None = None

    @property
    def listed(self) -> tuple[str, ...]:
        """The symbols that are asked for by name; none where all are."""
        return () if self.symbols == "all" else tuple(self.symbols)

    @property
    def prediction_markets(self) -> tuple[tuple[str, str], ...]:
        """The configured prediction markets with their addresses."""
        given = (("kalshi", self.kalshi), ("polymarket", self.polymarket))
        return tuple((name, one.base_url) for name, one in given if one is not None)

    @property
    def count(self) -> str:
        """How many symbols there are, for messages."""
        return "all" if self.symbols == "all" else str(len(self.symbols))

    @property
    def is_scanned(self) -> bool:
        """Whether there are too many symbols to measure all of them in full."""
        return self.symbols == "all" or len(self.symbols) > DETAIL

    def address(self, name: str) -> str:
        """Where a venue is asked."""
        given: VenueConfig | None = getattr(self, name)
        return given.base_url if given else venue(name).BASE_URL

    @field_validator("symbols", "venues")
    @classmethod
    def _distinct(cls, names: list[str] | str) -> list[str] | str:
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice and names != "all":
            raise ValueError(f"names {', '.join(twice)} twice")
        return names

    @field_validator("symbols")
    @classmethod
    def _any(cls, symbols: list[str] | str, info: ValidationInfo) -> list[str] | str:
        if not symbols and info.data.get("engine") is None:
            raise ValueError("lists no symbol; without [market.engine] at least one is needed")
        return symbols


class LlmConfig(Strict):
    """``[llm]``: an OpenAI-compatible server. Absent: the offline writer.

    Prices are in USD per million tokens; without them a cautious high price is assumed, so
    that an unknown model never counts as free. The default cap covers two questions for every
    part of an article at that price.
    """

    base_url: Address
    model: Text
    api_key_env: str = ""
    max_cost_usd: Annotated[float, Field(gt=0, strict=False)] = 1.1
    input_price: Annotated[float | None, Field(ge=0, strict=False)] = None
    output_price: Annotated[float | None, Field(ge=0, strict=False)] = None


class NetConfig(Strict):
    """``[net]``: exceptions to the guard against private addresses, as ``host:port``."""

    allow_hosts: list[Host] = Field(default=[])


class OutputConfig(Strict):
    """``[output]``: where editions go, and the folder of the brand whose templates they take.

    Both are relative to the workspace.
    """

    dir: Text = "output"
    # None rather than empty: a snapshot records only the keys that are set.
    brand: Text | None = None


class SiteConfig(Strict):
    """``[site]``: the desk's own static site, to which ``publish --to site`` adds an edition.

    ``url`` is the public address of its root, for canonical links, feeds and the sitemap.
    """

    url: Root
    dir: Text = "site"


class Config(Strict):
    """The whole of ``reporter.toml``."""

    desk: DeskConfig
    feeds: Annotated[list[FeedConfig], Field(min_length=1)]
    market: MarketConfig
    llm: LlmConfig | None = None
    net: NetConfig = NetConfig()
    output: OutputConfig = OutputConfig()
    site: SiteConfig | None = None
    channels: list[ChannelConfig] = Field(default=[])
    schedule: ScheduleConfig | None = None

    @field_validator("feeds")
    @classmethod
    def _distinct_names(cls, feeds: list[FeedConfig]) -> list[FeedConfig]:
        names = [feed.name for feed in feeds]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise ValueError(f"uses the name {twice[0]!r} twice")
        return feeds

    @field_validator("channels")
    @classmethod
    def _distinct_channels(cls, channels: list[ChannelConfig]) -> list[ChannelConfig]:
        names = ["site", *(channel.name for channel in channels)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"uses the name {twice[0]!r} twice ('site' is the [site] table)")
        return channels

    def printed_desk(self, *, sample: bool, notices: Sequence[Notice] = ()) -> Desk:
        """The part of the configuration that may stand in an article.

        ``notices`` are those of the configured jurisdictions.
        """
        desk = self.desk
        return Desk(
            name=desk.name,
            brand=desk.brand,
            timezone=desk.timezone,
            contact=desk.contact,
            author=desk.author or f"{desk.brand} desk",
            conflicts=desk.conflicts
            or "The publisher has made no statement about positions in the assets named here.",
            role=desk.role or "",
            publisher=desk.publisher or desk.brand,
            notices=tuple(notices),
            sample=sample,
        )


def edition_config(config: Config) -> dict[str, Any]:
    """What an edition depends on, as JSON values: what is set, but for channels and schedule.

    Their addresses are nobody else's business.
    """
    return config.model_dump(mode="json", exclude_none=True, exclude={"channels", "schedule"})


def load_config(path: Path) -> Config:
    """The configuration in this file.

    Raises ``ConfigError`` that names file, key, what is wrong and the nearest known key.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")  # some editors begin a file with a mark
    except FileNotFoundError as error:
        raise ConfigError(
            "there is no configuration here.",
            str(path),
            "Run 'reporter init' to make one, or name its folder with --workspace.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the configuration cannot be read ({error}).", str(path)) from error
    return parse_config(text, str(path))


def parse_config(text: str, where: str) -> Config:
    """The configuration in this TOML text; ``where`` names it in errors."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"this is not valid TOML: {error}.", where, "Quotation marks must be straight ones."
        ) from error
    return build_config(raw, where)


def build_config(raw: Mapping[str, Any], where: str) -> Config:
    """The configuration from plain values, as TOML or JSON gives them."""
    try:
        return Config.model_validate(raw)
    except ValidationError as error:
        lines = [_explain(problem) for problem in error.errors()]
        raise ConfigError("; ".join(lines) + ".", where, "See docs/configuration.md.") from error


def _explain(problem: Any) -> str:
    path, kind = problem["loc"], problem["type"]
    key = ".".join(str(part) for part in path if part not in (_LISTED, _ALL))
    if kind == "extra_forbidden":
        return f"there is no key {key!r}{_suggestion(path)}"
    if kind == "missing":
        return f"the key {key!r} is missing"
    message = problem["msg"].removeprefix("Value error, ")
    if kind == "string_pattern_mismatch":
        return f"{key!r} {FORMS[problem['ctx']['pattern']]}, was {problem['input']!r}"
    if kind == _NEITHER:
        return f"{key!r} {message}, was {problem['input']!r}"
    if kind == "value_error":
        return f"{key!r} {message}"
    return f"{key!r}: {message[0].lower()}{message[1:]}, was {problem['input']!r}"


def _suggestion(path: tuple[str | int, ...]) -> str:
    model: Any = Config
    for part in path[:-1]:
        if isinstance(part, int):
            continue
        model = KINDS.get(part) or _inner(model.model_fields[part].annotation)
    near = difflib.get_close_matches(str(path[-1]), list(model.model_fields), n=1, cutoff=0.5)
    if near:
        return f"; did you mean {near[0]!r}?"
    return f"; known here: {', '.join(sorted(model.model_fields))}"


def _inner(annotation: Any) -> Any:
    """The model inside ``list[Model]``, ``Model | None`` or ``Annotated[...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner(argument)
        if found is not None:
            return found
    return None
