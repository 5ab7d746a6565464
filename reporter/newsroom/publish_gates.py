"""What an edition has to be before it leaves: ready, unchanged, still valid, and clean again."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Final

from reporter.ledger.figures import instant
from reporter.model.digest import Digest, digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import Held, UsageError
from reporter.model.verdict import Severity, Verdict
from reporter.newsroom.config import Config
from reporter.newsroom.index import Document, read_document
from reporter.newsroom.workspace import Workspace
from reporter.storage import EditionStore

DOCUMENT: Final = "edition.json"
LETTER: Final = "newsletter.eml"
_READABLE: Final = frozenset({".md", ".html", ".eml", ".pdf", ".svg"})
_AGAIN: Final = "Make the edition again with 'reporter run --force'."


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An edition that stands in the output folder.

    ``digest`` is that of its ``edition.json``, ``files`` the digests that it names for every
    other file, ``expires`` when the views that it prints lapse, by symbol.
    """

    folder: Path
    key: EditionKey
    digest: Digest
    state: str
    sample: bool
    files: dict[str, str]
    expires: tuple[tuple[datetime, str], ...]
    document: Document = field(repr=False)


def find_candidate(workspace: Workspace, config: Config, name: str) -> Candidate:
    """The edition of this folder name, or of this path below the output folder.

    Raises ``UsageError`` where there is none, and ``Held`` where a gate held it or its
    ``edition.json`` cannot be read.
    """
    folder = _folder(workspace, config, name)
    document = read_document(folder / DOCUMENT)
    if document is None:
        raise Held(f"its {DOCUMENT} is damaged, or none of ours.", str(folder), _AGAIN)
    try:
        return _candidate(folder, document)
    except (KeyError, ValueError, TypeError, AttributeError, UsageError) as error:
        raise Held(f"its {DOCUMENT} is damaged ({error}).", str(folder), _AGAIN) from error


def _folder(workspace: Workspace, config: Config, name: str) -> Path:
    output = workspace.output(config).resolve()
    for folder in ((output / name).resolve(), Path(name).resolve()):
        if folder.parent == output and (folder / DOCUMENT).is_file():
            return folder
    last = Path(name).name
    if (workspace.held / last / DOCUMENT).is_file():
        raise Held(
            "a gate holds this edition.",
            str(workspace.held / last),
            "See the findings in its edition.json; mend the cause, then make it again.",
        )
    there = sorted(path.parent.name for path in output.glob(f"*/{DOCUMENT}"))
    near = difflib.get_close_matches(last, there, n=1, cutoff=0.5)
    raise UsageError(
        "there is no edition of that name" + (f"; did you mean {near[0]!r}?" if near else "."),
        str(output / name),
        f"The last one here is {there[-1]}." if there else "Make one with 'reporter run'.",
    )


def _candidate(folder: Path, document: Document) -> Candidate:
    key = document["key"]
    return Candidate(
        folder=folder,
        key=EditionKey(key["desk"], datetime.fromisoformat(key["date"]).date(), key["slot"]),
        digest=digest((folder / DOCUMENT).read_bytes()),
        state=document["state"],
        sample=bool(document["sample"]),
        files=_files(document),
        expires=tuple(sorted(_expiries(document))),
        document=document,
    )


def _files(document: Document) -> dict[str, str]:
    """The digests of its files. Raises ``ValueError`` for one elsewhere or missing."""
    files: dict[str, str] = dict(document["manifest"]["files"])
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{name} lies outside its folder")
    brought = [f"articles/{article['slug']}/article.md" for article in document["articles"]]
    for name in (LETTER, *brought):
        if name not in files:
            raise ValueError(f"it gives no digest of {name}")
    return files


def _expiries(document: Document) -> Iterator[tuple[datetime, str]]:
    """When each view lapses that an article is about, or whose end it prints."""
    sections = [section for article in document["articles"] for section in article["sections"]]
    subjects = {section["subject"] for section in sections}
    printed = {
        one for section in sections for said in section["sentences"] for one in said["facts"]
    }
    for fact in document["facts"]:
        if fact["metric"] == "valid_until" and (
            fact["id"] in printed or fact["subject"] in subjects
        ):
            yield datetime.fromisoformat(fact["value"]), fact["subject"]


def require_digest(candidate: Candidate, wanted: str) -> None:
    """Raises ``Held`` where another version was meant; an empty ``wanted`` means this one."""
    if wanted and wanted != candidate.digest:
        raise Held(
            f"the edition that stands here is another version: {candidate.digest}.",
            str(candidate.folder),
            "Look at it, and name its digest or none.",
        )


def require_publishable(candidate: Candidate, store: EditionStore) -> None:
    """Raises ``Held`` for the first gate that the edition does not pass, whatever the time."""
    _require_ready(candidate)
    _require_registered(candidate, store)
    _require_unchanged(candidate)
    _require_clean(candidate)


def _require_ready(candidate: Candidate) -> None:
    if candidate.state != EditionState.READY:
        raise Held("a gate holds this edition.", str(candidate.folder), _AGAIN)


def _require_registered(candidate: Candidate, store: EditionStore) -> None:
    """A sample may come from ``reporter demo`` or a replay, which enter nothing."""
    known = store.find(candidate.key)
    if known is None and not candidate.sample:
        raise Held(
            "this workspace's register has no such edition: it was copied here, or the register "
            "is gone.",
            str(candidate.folder),
            "Publish it from the workspace that made it, with its .reporter folder, or make it "
            "here with 'reporter run --force'.",
        )
    if known is not None and known.document != candidate.digest:
        raise Held(
            f"{DOCUMENT} was changed after the edition was made.", str(candidate.folder), _AGAIN
        )


def _require_unchanged(candidate: Candidate) -> None:
    for name, made in sorted(candidate.files.items()):
        path = candidate.folder / name
        try:
            now = digest(path.read_bytes())
        except OSError as error:
            raise Held(
                f"{name} cannot be read ({error.strerror}).", str(candidate.folder), _AGAIN
            ) from error
        if now != made:
            raise Held(f"{name} was changed after it was checked.", str(candidate.folder), _AGAIN)


def require_valid(candidate: Candidate, now: datetime) -> None:
    """Raises ``Held`` where a view has lapsed.

    A sample describes no real market: it is marked as such, and never out of date.
    """
    if candidate.sample or not candidate.expires:
        return
    until, subject = candidate.expires[0]
    if until <= now:
        raise Held(
            f"the view on {subject} lapsed at {instant(until)}.",
            str(candidate.folder),
            "Make a fresh edition with 'reporter run'.",
        )


def _require_clean(candidate: Candidate) -> None:
    from reporter.newsroom.checks import judge_files

    names = [name for name in sorted(candidate.files) if Path(name).suffix in _READABLE]
    paths = [candidate.folder / name for name in names]
    checked = judge_files(paths, candidate.folder / DOCUMENT)
    _require_no_error(candidate, (one.verdict for one in checked))


def require_clean_text(candidate: Candidate, name: str, data: bytes) -> None:
    """Raises ``Held`` where a text made from the edition does not pass the check."""
    from reporter import checking
    from reporter.newsroom.document import evidence_from_json
    from reporter.newsroom.render import read_back

    path = candidate.folder / DOCUMENT
    facts = evidence_from_json(path.read_bytes(), str(path))
    texts = read_back(name, data)
    _require_no_error(candidate, (checking.check(t, facts.sheet, facts.record) for t in texts))


def _require_no_error(candidate: Candidate, verdicts: Iterable[Verdict]) -> None:
    found = (finding for verdict in verdicts for finding in verdict.findings)
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        first, more = errors[0], f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        raise Held(
            f"the check found {first.code} ({first.message.rstrip('.')}){more}.",
            str(candidate.folder),
            _AGAIN,
        )
