"""Into the user's own site: Markdown with front matter and pictures, as its generator wants them.

An export publishes nothing: every article is marked as a draft, in the way of the generator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from reporter.model.digest import digest
from reporter.model.errors import OutputError
from reporter.net.atomic import write_atomic
from reporter.publishing.export_body import body_markdown
from reporter.publishing.export_front import Kind, front_matter, front_names
from reporter.publishing.failures import NotDelivered
from reporter.publishing.parcel import Parcel, Receipt

_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PICTURE: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,120}\.png")
_LONGEST: Final = 150
_MARK: Final = re.compile(rb"\A---\n# reporter (\S+) (\S+) (sha256:[0-9a-f]{64})\n")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a generator looks for an article and its pictures.

    ``address`` is how Markdown names a picture, ``link`` how front matter does.
    """

    collection: str
    article: str
    assets: str
    address: str
    link: str


_LAYOUTS: Final[dict[Kind, _Layout]] = {
    "hugo": _Layout(
        collection="content/posts",
        article="content/posts/{name}/index.md",
        assets="content/posts/{name}",
        address="{file}",
        link="{file}",
    ),
    "jekyll": _Layout(
        collection="_posts",
        article="_posts/{name}.md",
        assets="assets/reporter/{name}",
        address='{{{{ "/assets/reporter/{name}/{file}" | relative_url }}}}',
        link="/assets/reporter/{name}/{file}",
    ),
    "astro": _Layout(
        collection="src/content/blog",
        article="src/content/blog/{name}.md",
        assets="src/content/blog/{name}",
        address="./{name}/{file}",
        link="./{name}/{file}",
    ),
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """What stands in the first line of a file that we wrote; ``touched``: changed since then."""

    key: str
    edition: str
    touched: bool


@dataclass(frozen=True, slots=True)
class SiteExport:
    """A channel that writes into the folder of a site made by Hugo, Jekyll or Astro.

    ``directory`` is the site's root. ``front`` gives keys of ours (``export_front.KEYS``) the
    site's own names; an empty name leaves a key out. Raises ``ConfigError`` for other keys.
    """

    kind: Kind
    directory: Path
    front: Mapping[str, str]

    finds = True

    def __post_init__(self) -> None:
        front_names(self.kind, self.front)

    def find(self, parcel: Parcel) -> Receipt | None:
        """The article as it was brought before, wherever in the collection it lies by now."""
        try:
            for path, mark in self._brought():
                if mark.key == parcel.key:
                    return self._receipt(path)
        except OSError as error:
            raise self._unreadable(error) from error
        return None

    def bring(self, parcel: Parcel) -> Receipt:
        """Write pictures first and the article last, once.

        A file that is not ours, or was changed since, is never overwritten: ``NotDelivered``
        names it. One that nobody touched gives way to a new version of the same edition, which
        keeps its name, and so its address.
        """
        _require_names(parcel)
        found = self.find(parcel)
        if found is not None:
            return found
        try:
            name, replaces = self._place(parcel)
            pictures = self._pictures(parcel, name, replaces=replaces)
        except OSError as error:
            raise self._unreadable(error) from error
        article = self._inside(self._layout.article, name)
        try:
            for path, data in pictures:
                write_atomic(path, data)
            write_atomic(article, self._text(parcel, name))
        except OutputError as error:
            raise NotDelivered(error.what, error.where, error.next_step) from error
        return self._receipt(article)

    @property
    def _layout(self) -> _Layout:
        return _LAYOUTS[self.kind]

    def _articles(self) -> Iterator[Path]:
        """Every Markdown file of the collection; raises where there is no such site.

        A link that leads nowhere is none: editors leave such beside what is being edited.
        """
        if not self.directory.is_dir():
            raise NotDelivered(
                "there is no such folder.",
                str(self.directory),
                "Set 'dir' of the channel to the root of your site.",
            )
        found = sorted((self.directory / self._layout.collection).rglob("*.md"))
        yield from (path for path in found if path.exists())

    def _brought(self) -> Iterator[tuple[Path, _Mark]]:
        """Every article of the collection that we wrote, whatever became of it since."""
        for path in self._articles():
            mark = _mark(path.read_bytes())
            if mark is not None:
                yield path, mark

    def _place(self, parcel: Parcel) -> tuple[str, bool]:
        """The name that the article takes, and whether it replaces an earlier version there.

        Another edition of the day may have told the same story: then the time joins the name.
        """
        earlier = self._earlier(parcel)
        if earlier:
            return earlier, True
        moment = _moment(parcel)
        for form in ("%Y-%m-%d-{}", "%Y-%m-%d-{}-%H%M"):
            name = moment.strftime(form).format(parcel.slug)
            path = self._inside(self._layout.article, name)
            if not path.exists():
                return name, False
            if _mark(path.read_bytes()) is None:
                raise _taken(path, "there is a file of that name that Reporter did not write.")
        raise _taken(path, "other editions of the day have taken the article's names.")

    def _earlier(self, parcel: Parcel) -> str:
        """The name of an earlier version of this edition; empty where none was brought.

        Raises ``NotDelivered`` for one that somebody changed, moved or copied.
        """
        found = [(path, mark) for path, mark in self._brought() if mark.edition == parcel.edition]
        for path, mark in found:
            if mark.touched:
                raise self._kept(path, "changed")
        names = [self._name(path) for path, _ in found]
        if "" in names:
            raise self._kept(found[names.index("")][0], "moved")
        if len(found) > 1:
            raise self._kept(found[-1][0], "copied")
        return names[0] if names else ""

    def _name(self, path: Path) -> str:
        """The name of an article that lies where we would have written it; else empty."""
        name = path.parent.name if self.kind == "hugo" else path.stem
        ours = self.directory / self._layout.article.format(name=name)
        return name if path == ours and _SLUG.fullmatch(name) else ""

    def _kept(self, path: Path, became: str) -> NotDelivered:
        return NotDelivered(
            f"an earlier version was brought here and {became} since.",
            str(path),
            "Bring the correction into it by hand, or move it out of "
            f"{self._layout.collection} and publish again.",
        )

    def _pictures(
        self, parcel: Parcel, name: str, *, replaces: bool
    ) -> tuple[tuple[Path, bytes], ...]:
        """The pictures that are still to be written."""
        wanted = []
        for file, _, data in parcel.images:
            path = self._inside(f"{self._layout.assets}/{{file}}", name, file)
            if path.exists():
                if path.read_bytes() == data:
                    continue
                if not replaces:
                    raise _taken(path, "there is another picture of that name.")
            wanted.append((path, data))
        return tuple(wanted)

    def _inside(self, form: str, name: str, file: str = "") -> Path:
        """A path below the site's root, links followed."""
        path = self.directory / form.format(name=name, file=file)
        try:
            inside = path.resolve().is_relative_to(self.directory.resolve())
        except RuntimeError:  # links that lead in a circle
            inside = False
        if not inside:
            raise NotDelivered(
                "the path leads out of the site.", str(path), "Look for a link on the way to it."
            )
        return path

    def _text(self, parcel: Parcel, name: str) -> bytes:
        """The whole file; its mark holds the digest of all that follows it."""
        files = {file for file, _, _ in parcel.images}

        def address(file: str) -> str:
            if file not in files:
                raise NotDelivered("the edition lacks a picture of its article.", file)
            return self._layout.address.format(name=name, file=file)

        link = parcel.images[0][0] if parcel.images else ""
        image = self._layout.link.format(name=name, file=link) if link else ""
        instant = _instant(_moment(parcel))
        front = front_matter(
            parcel, front_names(self.kind, self.front), name=name, instant=instant, image=image
        )
        rest = f"{front}---\n\n{body_markdown(parcel.markdown, address)}".encode()
        mark = f"# reporter {parcel.key} {parcel.edition} {digest(rest)}"
        return f"---\n{mark}\n".encode() + rest

    def _receipt(self, path: Path) -> Receipt:
        return Receipt(id=path.relative_to(self.directory).as_posix(), url=path.resolve().as_uri())

    def _unreadable(self, error: OSError) -> NotDelivered:
        return NotDelivered(
            f"the site cannot be read ({error.strerror}).",
            str(error.filename or self.directory),
            "Check the folder's permissions.",
        )


def _mark(data: bytes) -> _Mark | None:
    """The mark of a file that we wrote; None in anybody else's."""
    found = _MARK.match(data)
    if found is None:
        return None
    key, edition, sealed = (part.decode(errors="replace") for part in found.groups())
    return _Mark(key=key, edition=edition, touched=digest(data[found.end() :]) != sealed)


def _moment(parcel: Parcel) -> datetime:
    return datetime.fromisoformat(parcel.instant).astimezone(UTC)


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _require_names(parcel: Parcel) -> None:
    """Names become paths, so nothing but plain ones is taken."""
    if not _SLUG.fullmatch(parcel.slug) or len(parcel.slug) > _LONGEST:
        raise NotDelivered("the article's short name is none for a file.", parcel.slug)
    for key in (parcel.key, parcel.edition):
        if re.search(r"\s", key):
            raise NotDelivered("the edition's key holds a blank.", key)
    for file, _, _ in parcel.images:
        if not _PICTURE.fullmatch(file):
            raise NotDelivered("this is no name for a picture.", file)


def _taken(path: Path, what: str) -> NotDelivered:
    return NotDelivered(what, str(path), "Move or rename it, then publish again.")
