"""Is everything in place? One line a check, each with what to do where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from reporter.model.errors import ConfigError, ReporterError, SourceRefused, SourceUnavailable
from reporter.net.archive import MemoryArchive
from reporter.net.atomic import write_atomic
from reporter.net.request import Fetcher
from reporter.net.snapshot import Recorder
from reporter.newsroom import environment
from reporter.newsroom.channels import require_credentials
from reporter.newsroom.config import Config, FeedConfig, MarketConfig
from reporter.newsroom.feeds import feed_spec
from reporter.newsroom.own_engine import read_file
from reporter.newsroom.resources import workspace_notices
from reporter.newsroom.shelf import strays
from reporter.newsroom.universe import LeadAssets, choose, events_by_market, read_universe
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.rendering.pdf import require_weasyprint
from reporter.sources.engine import EngineReading, fetch_engine, parse_engine, read_engine
from reporter.sources.event_markets import SOME_ODDS
from reporter.sources.feeds import fetch_feed, parse_feed
from reporter.sources.venues import venue
from reporter.writing.notices import chosen, overdue


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one thing stands. ``needed``: without it no edition can be made."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def examine(root: Path, *, online: bool) -> list[Check]:
    """Check the machine, the workspace and, with ``online``, every source."""
    workspace = Workspace(root)
    checks = [_python(), _attempt("PDF output", _pdf, needed=False)]
    try:
        config = workspace.load()
    except ReporterError as error:
        return [*checks, Check(name="configuration", ok=False, detail=str(error))]
    checks.append(
        Check(
            name="configuration",
            ok=True,
            detail=f"{len(config.feeds)} feeds, {config.market.count} symbols, "
            f"days counted in {config.desk.timezone}",
        )
    )
    checks.append(_attempt("output folder", lambda: _writable(workspace.output(config))))
    checks.append(_attempt("state folder", lambda: _writable(workspace.state)))
    checks.extend(_disclosure(config))
    checks.extend(_jurisdictions(config, workspace))
    checks.extend(_strays(workspace))
    checks.append(_attempt("language model", lambda: _model(config, workspace)))
    checks.extend(_channels(config, workspace))
    checks.extend(_engine_file(config, workspace))
    if online:
        checks.extend(_online(config))
    return checks


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check(name="Python", ok=sys.version_info >= (3, 11), detail=version)


def _attempt(name: str, look: Callable[[], str], *, needed: bool = True) -> Check:
    try:
        return Check(name=name, ok=True, detail=look(), needed=needed)
    except ReporterError as error:
        return Check(name=name, ok=False, detail=str(error), needed=needed)


def _pdf() -> str:
    require_weasyprint()
    return "Pango is present"


def _writable(folder: Path) -> str:
    probe = folder / ".doctor"
    write_atomic(probe, b"")
    probe.unlink()
    return f"{folder} can be written"


def _disclosure(config: Config) -> Iterator[Check]:
    for field, meaning in (
        ("author", "the name of who answers for the article"),
        ("conflicts", "positions in the assets you write about, or 'None.'"),
        ("contact", "an address for servers and readers; sec.gov refuses without one"),
    ):
        stated = bool(getattr(config.desk, field))
        yield Check(
            name=f"desk.{field}",
            ok=stated,
            detail="stated" if stated else f"not stated: {meaning}",
            needed=False,
        )


def _jurisdictions(config: Config, workspace: Workspace) -> Iterator[Check]:
    try:
        found = chosen(config.desk.jurisdictions or (), workspace_notices(workspace.disclosures))
    except ConfigError as error:
        yield Check(name="desk.jurisdictions", ok=False, detail=str(error))
        return
    texts = "; ".join(f"{notice.id} of {notice.as_of}, {notice.status}" for notice in found)
    yield Check(
        name="desk.jurisdictions",
        ok=True,
        detail=texts or "none chosen: no text for a jurisdiction is printed",
    )
    for note in overdue(found, environment.now().date()):
        yield Check(name="disclosure text", ok=False, detail=note, needed=False)


def _strays(workspace: Workspace) -> Iterator[Check]:
    """Templates and prompts of the workspace that are not used."""
    try:
        found = (*strays(workspace, "templates"), *strays(workspace, "prompts"))
    except ConfigError as error:
        yield Check(name="output.brand", ok=False, detail=str(error))
        return
    for stray in found:
        yield Check(name="own files", ok=False, detail=stray.warning, needed=False)


def _model(config: Config, workspace: Workspace) -> str:
    if config.llm is None:
        return "none configured: the offline writer does it all"
    environment.secret(config.llm.api_key_env, workspace.root)
    return f"{config.llm.model} at {config.llm.base_url}, at most ${config.llm.max_cost_usd} a run"


def _channels(config: Config, workspace: Workspace) -> Iterator[Check]:
    """Whether the secrets of each channel are in place; none is contacted."""
    for table in config.channels:
        look = partial(require_credentials, table, workspace)
        yield _attempt(f"channel {table.name}", look, needed=False)


def _engine_file(config: Config, workspace: Workspace) -> Iterator[Check]:
    """The setups in the engine's file as they would count now."""
    engine, now = config.market.engine, environment.now()
    if engine is not None and engine.path is not None:
        path = engine.path
        yield _own_engine(
            lambda: parse_engine(read_file(workspace.root, path), where=path, as_of=now)
        )


def _own_engine(look: Callable[[], EngineReading]) -> Check:
    try:
        reading = look()
    except (SourceRefused, SourceUnavailable) as error:
        return Check(name="own engine", ok=False, detail=str(error), needed=False)
    count = len(reading.setups)
    found = f"{reading.name} {reading.version}, {count} setup{'' if count == 1 else 's'}"
    told = "; ".join(
        (found, *(f"{gap.subject} ({gap.reason}): {gap.detail}" for gap in reading.gaps))
    )
    return Check(name="own engine", ok=bool(count) and not reading.gaps, detail=told, needed=False)


def _online(config: Config) -> Iterator[Check]:
    moment = environment.now()
    with open_client(config) as client, ThreadPoolExecutor(8) as pool:

        def ask(feed: FeedConfig) -> Check:
            spec = feed_spec(feed)
            try:
                count = len(parse_feed(fetch_feed(client, spec), spec).items)
            except (SourceRefused, SourceUnavailable) as error:
                return Check(name=feed.name, ok=False, detail=str(error), needed=False)
            return Check(name=feed.name, ok=count > 0, detail=f"{count} items", needed=False)

        yield from pool.map(ask, config.feeds)
        engine = config.market.engine
        if engine is not None and engine.url is not None:
            url = engine.url
            yield _own_engine(lambda: read_engine(fetch_engine(client, url), as_of=moment))
        yield from _prediction_markets(config.market, client, moment)
        yield from _markets(config.market, client, moment)


def _prediction_markets(market: MarketConfig, client: Fetcher, moment: datetime) -> Iterator[Check]:
    for name, read in events_by_market(client, market, moment):
        told = [gap.detail for gap in read.gaps if gap.part != SOME_ODDS or not read.odds]
        detail = "; ".join(told) or f"odds of {len(read.odds)} event contracts"
        yield Check(name=name, ok=bool(read.odds), detail=detail, needed=False)


def _markets(market: MarketConfig, client: Fetcher, moment: datetime) -> Iterator[Check]:
    """Each venue's universe, then the listed symbols where they are at home."""
    recorder = Recorder(client, MemoryArchive())
    for name in market.venues:
        base_url = market.address(name)
        read = venue(name).read_tickers(recorder, base_url=base_url, as_of=moment)
        detail = "; ".join(gap.detail for gap in read.gaps) or f"{len(read.tickers)} contracts"
        yield Check(name=name, ok=bool(read.tickers), detail=detail, needed=False)
    if market.is_scanned:
        return
    homes = choose(recorder, market, read_universe(recorder, market, moment), LeadAssets(), moment)
    for home, symbols in homes.symbols.items():
        base_url = market.address(home)
        for data in venue(home).read_market(
            recorder, base_url=base_url, symbols=symbols, as_of=moment
        ):
            missing = "; ".join(f"{gap.part}: {gap.detail}" for gap in data.gaps)
            yield Check(
                name=f"{data.instrument.venue} {data.instrument.symbol}",
                ok=bool(data.observations),
                detail=missing or "every series answered",
                needed=False,
            )
