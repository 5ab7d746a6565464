"""Ghost, WordPress, Buttondown and a webhook, against servers that answer as they do."""

from __future__ import annotations

import json
import logging
import traceback
from base64 import b64encode, urlsafe_b64decode
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from reporter.model.errors import ConfigError, PermanentError
from reporter.net.send import Sender
from reporter.publishing.buttondown import Buttondown
from reporter.publishing.drafts import Draft
from reporter.publishing.failures import NotDelivered, OutcomeUnknown
from reporter.publishing.ghost import Ghost, token
from reporter.publishing.parcel import Channel
from reporter.publishing.webhook import Webhook
from reporter.publishing.wordpress import WordPress
from tests.publishing.cms_servers import (
    BUTTONDOWN_KEY,
    GHOST_KEY,
    HOOK,
    PARCEL,
    WORDPRESS_PASSWORD,
    WORDPRESS_USER,
    Cms,
    serving,
)

NOW = datetime(2026, 3, 27, 21, 30, tzinfo=UTC)
SECRETS = {
    "ghost": (GHOST_KEY, GHOST_KEY[25:]),
    "wordpress": (WORDPRESS_PASSWORD, b64encode(f"ada:{WORDPRESS_PASSWORD}".encode()).decode()),
    "buttondown": (BUTTONDOWN_KEY,),
    "webhook": (HOOK, "hookhookhook"),
}
KINDS = ("ghost", "wordpress", "buttondown", "webhook")
DRAFTING = KINDS[:3]
WRITES = {"ghost": "/admin/posts", "wordpress": "/v2/posts", "buttondown": "/emails"}


@pytest.fixture
def cms() -> Iterator[Cms]:
    with serving() as made:
        yield made


def channel(kind: str, cms: Cms) -> Channel:
    sender = Sender("Reporter/1", allow_hosts=[cms.address])
    match kind:
        case "ghost":
            return Ghost(cms.url, GHOST_KEY, sender, lambda: NOW)
        case "wordpress":
            return WordPress(cms.url + "/", WORDPRESS_USER, WORDPRESS_PASSWORD, sender)
        case "buttondown":
            return Buttondown(cms.url, BUTTONDOWN_KEY, sender)
        case _:
            return Webhook(cms.url + HOOK, sender)


def kept(kind: str, cms: Cms) -> list[dict[str, Any]]:
    shelves = {"ghost": cms.posts, "wordpress": cms.articles, "buttondown": cms.emails}
    return shelves.get(kind, cms.notices)


@pytest.mark.parametrize("kind", DRAFTING)
def test_a_draft_is_left_and_found_again(kind: str, cms: Cms) -> None:
    one = channel(kind, cms)
    assert one.finds
    assert one.find(PARCEL) is None
    receipt = one.bring(PARCEL)
    assert one.find(PARCEL) == receipt
    assert one.find(replace(PARCEL, key="2026-03-27-main-ffffffffffff")) is None
    (draft,) = kept(kind, cms)
    assert draft["status"] == "draft"
    assert str(draft["id"]) == receipt.id
    assert receipt.id in receipt.url
    body = draft.get("html") or draft.get("content") or draft["body"]
    assert "price.png" not in body.replace("-price.png", "")
    assert "lost.png" not in body
    assert 'alt="FIL"' in body
    assert "Text." in body


def test_each_system_gets_the_fields_that_it_has(cms: Cms) -> None:
    for kind in DRAFTING:
        channel(kind, cms).bring(PARCEL)
    ghost, wordpress, buttondown = cms.posts[0], cms.articles[0], cms.emails[0]
    assert ghost["title"] == wordpress["title"] == buttondown["subject"] == PARCEL.title
    assert ghost["custom_excerpt"] == wordpress["excerpt"] == buttondown["description"]
    assert ghost["tags"] == [{"name": "FILUSDT"}, {"name": f"#reporter-{PARCEL.key}"}]
    assert ghost["canonical_url"] == buttondown["canonical_url"] == PARCEL.url
    assert ghost["feature_image"].startswith(cms.url)
    assert wordpress["slug"] == "kalshi-filusdt-0123456789ab"
    assert wordpress["featured_media"] == cms.media[0]["id"]
    assert buttondown["metadata"] == {"reporter": PARCEL.key}
    assert buttondown["image"].startswith("https://assets.example/")


def test_a_parcel_without_pictures_address_or_short_standfirst(cms: Cms) -> None:
    bare = replace(PARCEL, images=(), url="", dek="long " * 80)
    for kind in DRAFTING:
        channel(kind, cms).bring(bare)
    assert not {"feature_image", "canonical_url", "custom_excerpt"} & set(cms.posts[0])
    assert "featured_media" not in cms.articles[0]
    assert not {"image", "canonical_url"} & set(cms.emails[0])
    assert "<img" not in cms.posts[0]["html"]


def test_a_picture_that_is_in_the_library_already_is_used(cms: Cms) -> None:
    channel("wordpress", cms).bring(PARCEL)
    cms.articles.clear()
    channel("wordpress", cms).bring(PARCEL)
    assert [entry["slug"] for entry in cms.media] == [
        f"{PARCEL.key}-card",
        f"{PARCEL.key}-price",
    ]


def test_an_answer_without_an_address_leaves_the_picture_out(cms: Cms) -> None:
    for path, answer in (("images/upload", {}), ("/v1/images", {"image": "javascript:x"})):
        for _ in PARCEL.images:
            cms.reply_instead(path, 201, answer)
    for kind in ("ghost", "buttondown"):
        channel(kind, cms).bring(PARCEL)
    assert "feature_image" not in cms.posts[0]
    assert "image" not in cms.emails[0]


def test_a_library_that_gives_no_number_brings_nothing(cms: Cms) -> None:
    cms.replies.append(("/v2/media", (200, [])))
    cms.replies.append(("/v2/media", (201, {"id": None})))
    with pytest.raises(NotDelivered, match="no number"):
        channel("wordpress", cms).bring(PARCEL)
    assert cms.articles == []


def test_a_draft_is_found_on_a_later_page_and_after_it_was_sent(cms: Cms) -> None:
    one = channel("buttondown", cms)
    receipt = one.bring(PARCEL)
    for _ in range(3):
        cms.emails.append({"status": "draft", "metadata": {}, "id": "x"})
    cms.emails.append({"status": "draft", "metadata": None, "id": "x"})
    cms.emails[0]["status"] = "sent"
    cms.page_size = 2
    assert one.find(PARCEL) == receipt
    cms.page_size = 0
    with pytest.raises(NotDelivered, match="too many"):
        one.find(PARCEL)


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("ghost", {"posts": [{"id": "1", "tags": [{"name": "#reporter-other"}]}]}),
        ("ghost", {"posts": [{"id": "1"}]}),
        ("ghost", {"posts": [7]}),
        ("wordpress", [{"id": 1, "slug": "hello-world"}]),
    ],
)
def test_a_search_that_gives_something_else_is_not_trusted(
    kind: str, answer: Any, cms: Cms
) -> None:
    cms.replies.append((WRITES[kind], (200, answer)))
    with pytest.raises(NotDelivered, match="not that of such a system"):
        channel(kind, cms).find(PARCEL)


@pytest.mark.parametrize("kind", DRAFTING)
def test_an_id_that_is_none_is_not_printed(kind: str, cms: Cms) -> None:
    wrong = "1\x1b[2J"
    cms.reply_instead(WRITES[kind], 201, {"id": wrong, "posts": [{"id": wrong}]})
    with pytest.raises(OutcomeUnknown) as caught:
        channel(kind, cms).bring(replace(PARCEL, images=()))
    assert "\x1b" not in str(caught.value)


# What became of it, where it went wrong


@pytest.mark.parametrize("kind", DRAFTING)
@pytest.mark.parametrize("status", [400, 403, 404, 413, 422, 429])
def test_a_refusal_is_told_with_the_reason(kind: str, status: int, cms: Cms) -> None:
    reasons = {
        "ghost": {"errors": [{"message": "Value is\ttoo long.\x1b[31m"}]},
        "wordpress": {"code": "x", "message": "Value is\ttoo long.\x1b[31m"},
        "buttondown": {"code": "x", "detail": "Value is\ttoo long.\x1b[31m"},
    }
    cms.reply_instead(WRITES[kind], status, reasons[kind])
    with pytest.raises(NotDelivered) as caught:
        channel(kind, cms).bring(replace(PARCEL, images=()))
    assert caught.value.what == f"refused ({status}): Value is too long. [31m."
    assert caught.value.exit_code == 7


@pytest.mark.parametrize("kind", DRAFTING)
@pytest.mark.parametrize("fault", ["hang up", 500, 502, 503, 504, "no json", "no id", "303"])
def test_an_outcome_that_cannot_be_known_says_so(kind: str, fault: Any, cms: Cms) -> None:
    match fault:
        case "hang up":
            cms.hang_up(WRITES[kind])
        case "no json":
            cms.reply_instead(WRITES[kind], 201, b"<html>")
        case "no id":
            cms.reply_instead(WRITES[kind], 201, {"posts": []})
        case _:
            cms.reply_instead(WRITES[kind], int(fault))
    with pytest.raises(OutcomeUnknown, match="not known"):
        channel(kind, cms).bring(replace(PARCEL, images=()))


@pytest.mark.parametrize("kind", DRAFTING)
@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_brings_nothing(kind: str, status: int, cms: Cms) -> None:
    cms.reply_instead(WRITES[kind], status)
    with pytest.raises(NotDelivered, match="elsewhere"):
        channel(kind, cms).bring(replace(PARCEL, images=()))
    assert all(seen.path != "/elsewhere" for seen in cms.seen)


@pytest.mark.parametrize("kind", DRAFTING)
@pytest.mark.parametrize("fault", [None, 500, 404])
def test_a_picture_that_fails_brings_nothing(kind: str, fault: int | None, cms: Cms) -> None:
    path = "/v2/media" if kind == "wordpress" else "/images"
    cms.hang_up(path) if fault is None else cms.reply_instead(path, fault)
    with pytest.raises(NotDelivered):
        channel(kind, cms).bring(PARCEL)
    assert kept(kind, cms) == []


@pytest.mark.parametrize("kind", DRAFTING)
@pytest.mark.parametrize("answer", [(500, {}), (200, b"<html>"), (200, {"x": 1}), (200, 7), None])
def test_a_search_that_fails_is_not_taken_for_nothing_found(
    kind: str, answer: Any, cms: Cms
) -> None:
    cms.replies.append((WRITES[kind], answer))
    with pytest.raises(NotDelivered):
        channel(kind, cms).find(PARCEL)


@pytest.mark.parametrize("kind", KINDS)
def test_a_host_that_cannot_be_reached_brings_nothing(kind: str, cms: Cms) -> None:
    there = Cms(address="127.0.0.1:1")
    with pytest.raises(NotDelivered):
        channel(kind, there).bring(replace(PARCEL, images=()))


# Secrets


@pytest.mark.parametrize("kind", KINDS)
def test_no_secret_is_in_any_message_repr_or_log(
    kind: str, cms: Cms, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    one = channel(kind, cms)
    told = [repr(one), repr(getattr(one, "_service", one))]
    said = f"bad credential {' '.join(SECRETS[kind])}"
    refusal = {"errors": [{"message": said}]} if kind == "ghost" else {"message": said}
    for reply in ((401, refusal), (500, refusal), (301, refusal), None):
        cms.replies.append(("/", reply))
        with pytest.raises(PermanentError) as caught:
            one.bring(replace(PARCEL, images=()))
        told += traceback.format_exception(caught.value)
    one.bring(PARCEL)
    for secret in SECRETS[kind]:
        assert secret not in "".join([*told, caplog.text])


def test_a_token_made_of_a_secret_is_not_repeated_either(cms: Cms) -> None:
    made = token(GHOST_KEY[:24], bytes.fromhex(GHOST_KEY[25:]), NOW)
    cms.replies.append(("/", (401, {"errors": [{"message": f"Invalid token: Ghost {made}"}]})))
    with pytest.raises(NotDelivered, match="Invalid token: Ghost …") as caught:
        channel("ghost", cms).bring(replace(PARCEL, images=()))
    assert made not in str(caught.value)


def test_a_webhook_names_neither_its_address_nor_its_path(cms: Cms) -> None:
    one = channel("webhook", cms)
    cms.reply_instead(HOOK, 404)
    with pytest.raises(NotDelivered) as gone:
        one.bring(PARCEL)
    cms.hang_up(HOOK)
    with pytest.raises(OutcomeUnknown) as unknown:
        one.bring(PARCEL)
    with pytest.raises(NotDelivered) as private:
        Webhook(cms.url + HOOK, Sender("Reporter/1")).bring(PARCEL)
    told = "".join(str(caught.value) + repr(caught.value) for caught in (gone, unknown, private))
    assert "hookhookhook" not in told + repr(one)
    assert "T0001" not in told
    assert "--arrived" in unknown.value.next_step


@pytest.mark.parametrize("key", ["", "abc", "xyz:zz", "12:123", "12:34:56", "12:34\n"])
def test_a_key_of_another_form_is_refused_and_not_repeated(key: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Ghost("https://blog.example", key, Sender("Reporter/1"), lambda: NOW)
    assert not key or key not in str(caught.value)


def test_the_token_is_valid_for_five_minutes() -> None:
    head, claims, signature = token("abc", b"secret", NOW).split(".")
    assert "=" not in head + claims + signature
    decoded = json.loads(urlsafe_b64decode(claims + "=="))
    assert decoded == {
        "iat": int(NOW.timestamp()),
        "exp": int(NOW.timestamp()) + 300,
        "aud": "/admin/",
    }


# Draft only


def test_a_draft_can_be_nothing_else() -> None:
    draft = Draft({"status": "published", "title": "x"})
    assert draft.body == {"status": "draft", "title": "x"}
    with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
        draft.status = "published"  # type: ignore[misc, assignment]  # the very thing to be refused


def test_no_request_ever_asks_for_more_than_a_draft(cms: Cms) -> None:
    for kind in KINDS:
        one = channel(kind, cms)
        one.find(PARCEL)
        one.bring(PARCEL)
    written = [
        seen for seen in cms.told() if seen.headers.get("content-type") == "application/json"
    ]
    posts = [seen for seen in written if seen.path != HOOK]
    assert len(posts) == len(DRAFTING)
    for seen in cms.told():
        for word in (b"publish", b"scheduled", b"about_to_send", b"future", b"email_segment"):
            assert word not in seen.body
        assert not {"newsletter", "email_segment"} & set(seen.query)
    for seen in posts:
        content = seen.content["posts"][0] if "posts" in seen.content else seen.content
        assert content["status"] == "draft"


# The notice


def test_the_notice_is_understood_by_slack_and_discord_and_mentions_nobody(cms: Cms) -> None:
    one = channel("webhook", cms)
    assert not one.finds
    assert one.find(PARCEL) is None
    assert one.bring(replace(PARCEL, dek="@everyone <!channel> & [x](https://e.example)")).id
    (body,) = cms.notices
    assert body["allowed_mentions"] == {"parse": []}
    assert body["text"].startswith(f"*{PARCEL.title}*\n")
    assert "&lt;!channel&gt; &amp;" in body["text"]
    assert r"\@everyone" in body["content"]
    assert r"\[x\]\(https://e.example\)" in body["content"]
    assert body["content"].endswith(PARCEL.url)
