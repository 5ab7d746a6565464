"""The desk's public site: an edition is brought there, and all that lists it is made anew.

The register of publications says what the site holds; the site's own folder keeps the editions.
A version is entered first, then its folder takes its place in one step, then the lists follow.
Whatever a crash leaves undone, the next call does.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reporter import __version__
from reporter.model.digest import Digest, digest, digest_json
from reporter.model.edition import EditionKey
from reporter.model.errors import ConfigError, UsageError
from reporter.model.facts import FactSheet
from reporter.net.atomic import write_atomic
from reporter.newsroom.config import Config
from reporter.newsroom.document import evidence_from_json
from reporter.newsroom.fact_sheet import sheet_from_json
from reporter.newsroom.heads import ARTICLE, EVIDENCE, article_home
from reporter.newsroom.index import read_document
from reporter.newsroom.public_document import (
    Issue,
    document_bytes,
    edition_key,
    public_document,
)
from reporter.newsroom.resources import workspace_materials
from reporter.newsroom.site_build import Built, put, site_assets, write_around
from reporter.newsroom.site_correction import OPTION, read_correction
from reporter.newsroom.site_edition import (
    DOCUMENT,
    SOURCE,
    Credits,
    Dressing,
    dressed,
    moved_pages,
    public_evidence,
    require_sound,
    stamps,
    taken_over,
)
from reporter.newsroom.site_entry import entry_of
from reporter.newsroom.site_register import credits_of, issue_of, listed, publication_of
from reporter.newsroom.workspace import Workspace
from reporter.publishing.parcel import Receipt
from reporter.rendering.html import body_html
from reporter.rendering.resources import templates_digest
from reporter.rendering.site import INDEX, touched_by
from reporter.rendering.site_feeds import NEWEST
from reporter.rendering.site_views import Entry, SiteView
from reporter.storage.folders import publish_folder, recover
from reporter.storage.publications import Publication, PublicationStore

STATE: Final = "site.json"
"""In the workspace's state folder: with what the site's lists were last made, and of what."""


def bring_to_site(
    workspace: Workspace, config: Config, folder: Path, *, now: datetime, correction: str = ""
) -> Receipt:
    """Add the edition in ``folder`` (below the output folder) to the desk's site.

    The same edition again changes nothing. A second version of one that is there already needs
    ``correction``, the text that readers are told. Raises ``ConfigError`` where there is no
    ``[site]`` or the place is another desk's, ``UsageError`` for a correction that is missing,
    needless or wrong, ``Held`` where a page does not pass its check, ``OutputError``.
    """
    moment = now.astimezone(UTC).replace(microsecond=0)
    edition = _Edition.read(folder)
    with PublicationStore(workspace.database) as store:
        site = _Site.of(workspace, config, store)
        recover(site.root)
        site.require_place(edition.key)
        before, versions = site.holdings(), store.versions(edition.key)
        if versions and versions[-1].digest == edition.digest:
            issue = issue_of(versions[-1])
        else:
            issue = site.next_issue(edition, versions, moment, correction)
        site.place(edition, issue, versions)
        site.follow(edition.key, before)
    return Receipt(
        id=f"{edition.key.folder}/{issue.version}", url=f"{site.url}{edition.key.folder}/{INDEX}"
    )


def rebuild_site(workspace: Workspace, config: Config) -> None:
    """Make the whole site anew from the register and from the editions that it keeps.

    Every page gets the present templates' head and masthead; the checked words stay. Raises
    ``ConfigError``, ``OutputError``.
    """
    with PublicationStore(workspace.database) as store:
        site = _Site.of(workspace, config, store)
        recover(site.root)
        site.rebuild()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """An edition in the output folder."""

    folder: Path
    key: EditionKey
    digest: Digest
    document: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> _Edition:
        document = read_document(folder / DOCUMENT)
        if document is None:
            raise UsageError(
                "this is no folder of an edition.", str(folder), "Name one such as 2026-03-27-main."
            )
        return cls(
            folder=folder,
            key=edition_key(document),
            digest=digest((folder / DOCUMENT).read_bytes()),
            document=document,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """The site of a workspace. ``made`` changes with all that its pages have in common."""

    root: Path
    state: Path
    url: str
    brand: str
    templates: tuple[Path, ...]
    made: Digest
    store: PublicationStore

    @classmethod
    def of(cls, workspace: Workspace, config: Config, store: PublicationStore) -> _Site:
        if config.site is None:
            raise ConfigError(
                "there is no [site].",
                str(workspace.config_file),
                'Add it with the public address: url = "https://news.example.com".',
            )
        root = workspace.root / config.site.dir
        _require_apart(root, workspace, config)
        url, brand = f"{config.site.url.rstrip('/')}/", config.desk.brand
        templates = workspace_materials(workspace).templates
        return cls(
            root=root,
            state=workspace.state / STATE,
            url=url,
            brand=brand,
            templates=templates,
            made=digest_json([templates_digest(templates), __version__, url, brand]),
            store=store,
        )

    # --- one edition --------------------------------------------------------------------

    def require_place(self, key: EditionKey) -> None:
        """Raises ``ConfigError`` where what stands in this edition's folder is another's."""
        folder = self.root / key.folder
        standing = read_document(folder / DOCUMENT)
        if standing is None and folder.is_dir() and any(folder.iterdir()):
            raise ConfigError(
                "the place of this edition is taken by files that are not ours.",
                str(folder),
                "Move them elsewhere, then publish again.",
            )
        if standing is not None and standing["key"]["desk"] != key.desk:
            raise ConfigError(
                f"the place of this edition is taken by desk {standing['key']['desk']!r}.",
                str(self.root / key.folder),
                "Give each desk a [site] dir of its own.",
            )

    def next_issue(
        self,
        edition: _Edition,
        versions: tuple[Publication, ...],
        moment: datetime,
        correction: str,
    ) -> Issue:
        """The edition as the next version of what was published under its key."""
        if not versions:
            if correction:
                raise UsageError(
                    "this edition has not been published yet: there is nothing to correct.", OPTION
                )
            return Issue(digest=edition.digest, version=1, published=moment)
        last = issue_of(versions[-1])
        told = read_correction(
            correction,
            moment,
            len(last.corrections) + 1,
            new=sheet_from_json(edition.document, str(edition.folder / DOCUMENT)),
            former=self._standing_facts(edition.key),
        )
        return Issue(
            digest=edition.digest,
            version=last.version + 1,
            published=last.published,
            corrections=(*last.corrections, told),
        )

    def _standing_facts(self, key: EditionKey) -> FactSheet:
        path = self.root / key.folder / DOCUMENT
        standing = read_document(path)
        return sheet_from_json(standing, str(path)) if standing else FactSheet(())

    def place(self, edition: _Edition, issue: Issue, versions: tuple[Publication, ...]) -> None:
        """Enter that version and let its folder take its place, unless both have been done."""
        if self._held_version(edition.key) == issue.version:
            return
        slugs = {listed(version).slug for version in versions}
        files, publication = self._made(edition, issue, slugs)
        if issue.version > len(versions):
            markdown = files[f"{article_home(listed(publication).slug)}/{SOURCE}"]
            self.store.add(publication, body_html(markdown.decode()))
        publish_folder(self.root, edition.key.folder, files)

    def _made(
        self, edition: _Edition, issue: Issue, slugs: Collection[str]
    ) -> tuple[dict[str, bytes], Publication]:
        """The files of a version, read back and found sound, and its row."""
        document = public_document(edition.document, issue)
        sheet = sheet_from_json(document, DOCUMENT)
        entry = entry_of(document, sheet, stamps(issue))
        dressing = self._dressing(entry, Credits.of(document))
        data = document_bytes(document)
        evidence = evidence_from_json(data, DOCUMENT)
        files = taken_over(edition.folder, edition.document["manifest"]["files"])
        files |= public_evidence(files, document, dressing, evidence)
        pages = dressed(files, dressing)
        require_sound(pages, evidence, site_assets(self.templates))
        files |= pages | moved_pages(dressing, slugs) | {DOCUMENT: data}
        return files, publication_of(document, issue, entry, dressing.credits)

    def _dressing(self, entry: Entry, named: Credits) -> Dressing:
        site = SiteView(brand=self.brand, url=self.url, entries=())
        return Dressing(site=site, entry=entry, credits=named, templates=self.templates)

    def _held_version(self, key: EditionKey) -> int:
        """The version whose files stand in the site; 0 where there are none, or only drafts."""
        standing = read_document(self.root / key.folder / DOCUMENT) or {}
        version: int = standing.get("publication", {}).get("version", 0)
        return version

    # --- all of them --------------------------------------------------------------------

    def holdings(self) -> Digest:
        """Changes with every edition that the site gains or loses, and with every version."""
        return digest_json(
            [
                [key.folder, version, seal]
                for key, version, seal in self.store.latest_versions()
                if (self.root / key.folder / DOCUMENT).is_file()
            ]
        )

    def follow(self, key: EditionKey, before: Digest) -> None:
        """Make the lists say what the site holds; as few of them as will do."""
        known = _read_state(self.state)
        now = self.holdings()
        if known.get("made") != self.made:
            self.rebuild()
        elif known.get("holds") != now or not (self.root / INDEX).is_file():
            grown = known.get("holds") == before and self._held_version(key) == 1
            built = self._built()
            write_around(built, touched_by(built.view, key.folder) if grown else None)
            self._note(now)

    def rebuild(self) -> None:
        """All pages of all editions, and all lists."""
        for publication in self._publications():
            self._dress_again(publication)
        write_around(self._built())
        self._note(self.holdings())

    def _dress_again(self, publication: Publication) -> None:
        folder, entry = self.root / publication.key.folder, listed(publication)
        home = article_home(entry.slug)
        names = (INDEX, f"{home}/{ARTICLE}", f"{home}/{EVIDENCE}")
        pages = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
        dressing = self._dressing(entry, credits_of(publication))
        slugs = {listed(one).slug for one in self._versions(publication)}
        for name, data in (dressed(pages, dressing) | moved_pages(dressing, slugs)).items():
            put(folder / name, data)

    def _versions(self, publication: Publication) -> tuple[Publication, ...]:
        if publication.version == 1:
            return (publication,)
        return self.store.versions(publication.key)

    def _publications(self) -> Iterator[Publication]:
        """Of each edition that the site holds the version that stands there, newest first."""
        for publication in self.store.latest():
            if not (self.root / publication.key.folder / DOCUMENT).is_file():
                continue
            held = 1 if publication.version == 1 else self._held_version(publication.key)
            yield (
                publication
                if held == publication.version
                else self.store.versions(publication.key)[held - 1]
            )

    def _built(self) -> Built:
        publications: dict[str, Publication] = {}
        entries = []
        for publication in self._publications():
            if len(publications) < NEWEST:
                publications[publication.key.folder] = publication
            entries.append(listed(publication))
        return Built(
            root=self.root,
            view=SiteView(brand=self.brand, url=self.url, entries=tuple(entries)),
            templates=self.templates,
            body=lambda key: self.store.body(publications[key]),
        )

    def _note(self, holds: Digest) -> None:
        """Note what is done, once all of it is on the disk."""
        os.sync()
        state = {"made": self.made, "holds": holds}
        write_atomic(self.state, json.dumps(state).encode())


def _require_apart(root: Path, workspace: Workspace, config: Config) -> None:
    """Raises ``ConfigError`` for a site that would take drafts or secrets along to the web."""
    site, output = root.resolve(), workspace.output(config).resolve()
    if site == output or site in output.parents or output in site.parents:
        raise ConfigError(
            "the site lies in the output folder, where drafts are, or around it.",
            str(workspace.config_file),
            "Give [site] a dir of its own.",
        )
    if workspace.config_file.resolve().is_relative_to(site):
        raise ConfigError(
            "the site would hold the whole workspace, with its secrets.",
            str(workspace.config_file),
            "Give [site] a dir of its own.",
        )


def _read_state(path: Path) -> dict[str, str]:
    """With what the lists were last made; nothing where that is not known."""
    try:
        state = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}
