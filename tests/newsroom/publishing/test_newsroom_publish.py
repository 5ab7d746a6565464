"""A person's word: one edition to one channel, once, through gates and outbox."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reporter.cli.main import invoke
from reporter.model.digest import digest
from reporter.model.errors import ConfigError, Held, RunLocked, UsageError
from reporter.newsroom import environment
from reporter.newsroom.publish import standing
from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.storage import workspace_lock
from reporter.storage.outbox import OutboxState
from tests.newsroom.publishing.conftest import LATE, NAME, NOW, Publish, second_version, states
from tests.publishing.cms_servers import HOOK, Cms

# Brought


@pytest.mark.parametrize("channel", ["blog", "press", "letter"])
def test_an_edition_becomes_a_draft_once(bring: Publish, cms: Cms, channel: str) -> None:
    first = bring(channel)
    assert first.fresh
    assert first.row.state is OutboxState.BROUGHT
    (draft,) = cms.posts + cms.articles + cms.emails
    assert draft["status"] == "draft"
    body = draft.get("html") or draft.get("content") or draft["body"]
    assert "−0.0406% per 8 h" in body
    assert "<h1" not in body
    assert "class=" not in body
    assert 'src="../' not in body
    asked = len(cms.seen)
    again = bring(channel, now=LATE)
    assert not again.fresh
    assert again.row == first.row
    assert len(cms.seen) == asked


def test_the_charts_go_along_as_pictures(bring: Publish, cms: Cms) -> None:
    bring("press")
    pictures = [seen for seen in cms.told() if seen.path.endswith("/media")]
    assert pictures
    assert all(seen.body.startswith(b"\x89PNG") for seen in pictures)
    assert all(seen.query["alt_text"][0] for seen in pictures)
    assert pictures[0].query["title"][0].endswith("-card")


def test_a_picture_that_the_manifest_does_not_name_stays_here(
    bring: Publish, desk: Path, folder: Path, cms: Cms
) -> None:
    manifest = json.loads((folder / "edition.json").read_bytes())["manifest"]
    kept = {n: d for n, d in manifest["files"].items() if not n.endswith(("card.png", ".svg"))}
    second_version(desk, manifest=manifest | {"files": kept})
    assert bring("press").fresh
    assert cms.media == []
    assert "<img" not in cms.articles[0]["content"]
    assert "featured_media" not in cms.articles[0]


def test_a_notice_names_the_address_once_the_site_has_the_edition(bring: Publish, cms: Cms) -> None:
    bring("room")
    assert "desk.example" not in cms.notices[0]["text"]
    bring("site")
    bring("room", again=True)
    assert f"https://desk.example/{NAME}/articles/" in cms.notices[1]["text"]


@pytest.mark.usefixtures("on_site")
def test_the_address_of_another_version_is_not_named(bring: Publish, desk: Path, cms: Cms) -> None:
    second_version(desk)
    bring("room")
    assert "desk.example" not in cms.notices[0]["text"]


def test_an_export_and_the_site_are_channels_too(bring: Publish, desk: Path) -> None:
    assert bring("own").fresh
    assert not bring("own").fresh
    assert list((desk / "own").rglob("*.md"))
    assert bring("site").fresh
    assert (desk / "site" / NAME / "index.html").is_file()


def test_a_path_names_the_edition_as_well(
    bring: Publish, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bring("blog", edition=str(folder)).fresh
    monkeypatch.chdir(folder.parents[1])
    assert bring("room", edition=f"output/{NAME}").fresh


def test_the_digest_binds_the_word_to_one_version(bring: Publish, folder: Path, cms: Cms) -> None:
    own = digest((folder / "edition.json").read_bytes())
    with pytest.raises(Held, match="another version"):
        bring("blog", digest="sha256:" + "0" * 64)
    assert cms.seen == []
    assert bring("blog", digest=own).fresh


# Outcomes


def test_a_refusal_is_noted_and_may_be_tried_again(bring: Publish, desk: Path, cms: Cms) -> None:
    cms.reply_instead("/admin/posts", 200, {"posts": []})
    cms.reply_instead("/admin/posts", 422, {"errors": [{"message": "Validation failed"}]})
    with pytest.raises(NotDelivered, match="Validation failed"):
        bring("blog")
    (row,) = standing(desk, NAME).rows
    assert (row.state, row.detail) == (OutboxState.REFUSED, "refused (422): Validation failed.")
    assert bring("blog").fresh
    assert len(cms.posts) == 1


def test_a_draft_whose_answer_was_lost_is_found_and_not_brought_twice(
    bring: Publish, desk: Path, cms: Cms
) -> None:
    def lost() -> None:
        raise ConnectionAbortedError

    cms.after = lost
    with pytest.raises(OutcomeUnknown):
        bring("blog")
    assert states(desk) == {"blog": "bringing"}
    cms.after = lambda: None
    done = bring("blog")
    assert not done.fresh
    assert states(desk) == {"blog": "brought"}
    assert len(cms.posts) == 1


def test_a_notice_of_unknown_outcome_waits_for_a_person(
    bring: Publish, desk: Path, cms: Cms
) -> None:
    cms.hang_up(HOOK)
    with pytest.raises(OutcomeUnknown):
        bring("room")
    asked = len(cms.seen)
    with pytest.raises(OutcomeUnknown, match="27 March 2026, 21:40 UTC is unknown") as caught:
        bring("room")
    assert "--arrived" in caught.value.next_step
    assert len(cms.seen) == asked
    assert bring("room", again=True).fresh
    assert len(cms.notices) == 1
    with pytest.raises(UsageError, match="no attempt of unknown outcome"):
        bring("room", arrived=True)


def test_a_person_may_say_that_it_arrived(bring: Publish, desk: Path, cms: Cms) -> None:
    with pytest.raises(UsageError, match="no attempt of unknown outcome"):
        bring("room", arrived=True)
    cms.hang_up(HOOK)
    with pytest.raises(OutcomeUnknown):
        bring("room")
    done = bring("room", arrived=True, now=LATE)
    assert not done.fresh
    assert done.row.detail == "a person said so"
    assert cms.notices == []
    assert not bring("room").fresh


def test_another_version_goes_there_on_an_express_word_only(
    bring: Publish, desk: Path, folder: Path, cms: Cms
) -> None:
    bring("blog")
    second_version(desk)
    with pytest.raises(UsageError, match="another version of this edition went there") as caught:
        bring("blog")
    assert "--again" in caught.value.next_step
    assert len(cms.posts) == 1
    assert bring("blog", again=True).fresh
    assert len(cms.posts) == 2
    assert bring("press").fresh
    assert len({row.digest for row in standing(desk, NAME).rows}) == 2


@pytest.mark.usefixtures("on_site")
def test_another_version_on_the_site_needs_a_correction(
    bring: Publish, desk: Path, folder: Path
) -> None:
    second_version(desk)
    with pytest.raises(UsageError) as caught:
        bring("site")
    assert "--correction" in caught.value.next_step
    assert bring("site", correction="A heading was reworded.").fresh
    assert not bring("site", correction="A heading was reworded.").fresh


def test_another_version_takes_the_place_of_the_first_in_an_export(
    bring: Publish, desk: Path
) -> None:
    first = bring("own").row.receipt_id
    second_version(desk, as_of="2026-03-27T21:34:00Z")
    assert bring("own", again=True).row.receipt_id == first
    (article,) = (desk / "own").rglob("*.md")
    assert "date: 2026-03-27T21:34:00Z" in article.read_text(encoding="utf-8")


@pytest.mark.usefixtures("on_site")
def test_a_correction_that_was_refused_can_be_told_rightly(bring: Publish, desk: Path) -> None:
    second_version(desk)
    before = (desk / "site" / "feed.xml").read_bytes()
    told = "Settled funding of FILUSDT was told wrongly; it is {}."
    with pytest.raises(UsageError, match=r"--correction: .*Expected: −0\.0406% per 8 h"):
        bring("site", correction=told.format("−0.0406%"))
    assert (desk / "site" / "feed.xml").read_bytes() == before
    assert bring("site", correction=told.format("−0.0406% per 8 h")).fresh


@pytest.mark.usefixtures("on_site")
@pytest.mark.parametrize("again", [False, True])
def test_a_correction_that_would_reach_nobody_is_refused(bring: Publish, *, again: bool) -> None:
    with pytest.raises(UsageError, match="it corrects nothing"):
        bring("site", correction="A heading was reworded.", again=again)


@pytest.mark.usefixtures("on_site")
def test_what_readers_have_may_be_corrected_when_its_views_have_lapsed(
    bring: Publish, desk: Path, folder: Path
) -> None:
    shutil.rmtree(desk / "site" / NAME)
    assert bring("site", now=LATE, again=True).fresh
    assert (desk / "site" / NAME / "index.html").is_file()
    second_version(desk)
    assert bring("site", now=LATE, correction="A heading was reworded.").fresh
    with pytest.raises(Held, match="lapsed"):
        bring("blog", now=LATE)


# What is said of a wrong call


def test_names_that_are_not_there_come_with_the_nearest(bring: Publish, desk: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'blog'") as caught:
        bring("blgo")
    assert "site, blog, press, letter, room, own" in caught.value.next_step
    with pytest.raises(UsageError, match=f"did you mean '{NAME}'"):
        bring("blog", edition="2026-03-27-mian")
    for name in ("..", "/etc", "../output", "index.html", ""):
        with pytest.raises(UsageError, match="there is no edition"):
            bring("blog", edition=name)
    shutil.rmtree(desk / "output")
    with pytest.raises(UsageError) as empty:
        bring("blog")
    assert "reporter run" in empty.value.next_step


def test_flags_that_contradict_each_other_are_refused(bring: Publish) -> None:
    with pytest.raises(UsageError):
        bring("room", arrived=True, again=True)
    with pytest.raises(UsageError, match="on the site"):
        bring("blog", correction="x")


def test_a_missing_credential_is_named_before_anything_is_done(
    bring: Publish, desk: Path, cms: Cms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GHOST_KEY")
    with pytest.raises(ConfigError, match="GHOST_KEY is not set"):
        bring("blog")
    assert cms.seen == []
    assert states(desk) == {}


def test_without_a_site_or_channels_the_table_is_named(bring: Publish, desk: Path) -> None:
    path = desk / "reporter.toml"
    path.write_text(path.read_text("utf-8").split("[site]")[0], encoding="utf-8")
    with pytest.raises(ConfigError, match="no site"):
        bring("site")
    with pytest.raises(UsageError) as caught:
        bring("blog")
    assert "[[channels]]" in caught.value.next_step


def test_one_at_a_time_in_a_workspace(bring: Publish, desk: Path) -> None:
    with workspace_lock(desk / ".reporter"), pytest.raises(RunLocked):
        bring("blog")


# The command


@pytest.fixture
def told(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.setattr(environment, "now", lambda: NOW)

    def run(*flags: str) -> tuple[int, str]:
        code = invoke(["publish", NAME, "--workspace", str(desk), "-q", *flags])
        out = capsys.readouterr()
        return code, out.out + out.err

    return run


def test_the_command_tells_where_it_is(told: Callable[..., tuple[int, str]], cms: Cms) -> None:
    code, text = told("--to", "blog")
    assert code == 0
    assert f"brought  {NAME} to blog (ghost)" in text
    assert "/ghost/#/editor/post/" in text
    assert told("--to", "blog")[1].startswith("there already")
    code, text = told("--to", "press", "--json")
    result = json.loads(text)
    assert (code, result["new"], result["state"]) == (0, True, "brought")
    assert result["receipt"]["url"].endswith("action=edit")
    asked = len(cms.seen)
    code, text = told()
    assert code == 0
    assert "letter           buttondown  nothing brought yet" in text
    assert len(cms.seen) == asked
    listing = json.loads(told("--json")[1])
    assert [row["channel"] for row in listing["outbox"]] == ["blog", "press"]
    assert {entry["name"] for entry in listing["channels"]} >= {"site", "room"}


def test_the_exit_codes_tell_what_to_do(
    told: Callable[..., tuple[int, str]], cms: Cms, desk: Path, folder: Path
) -> None:
    assert told("--to", "nowhere")[0] == 2
    assert told("--again")[0] == 2
    cms.hang_up(HOOK)
    code, text = told("--to", "room")
    assert code == 7
    assert "hookhookhook" not in text
    assert told("--to", "room")[0] == 7
    assert "outcome unknown 2026-03-27 21:40 UTC" in told()[1]
    second_version(desk)
    assert "another version, sha256:" in told()[1]
    (folder / "index.html").unlink()
    assert told("--to", "blog")[0] == 5


def test_without_channels_the_command_says_so(
    told: Callable[..., tuple[int, str]], desk: Path
) -> None:
    path = desk / "reporter.toml"
    path.write_text(path.read_text("utf-8").split("[site]")[0], encoding="utf-8")
    assert "no channel is configured" in told()[1]
