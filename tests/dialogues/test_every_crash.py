"""The process dies at every point of every dialogue that comes with the shop: no answer is lost, none comes twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopbell.adapt.sentences import DISCLOSURE
from shopbell.crash_points import POINTS, TURN_POINTS
from shopbell.replies import Reply, decode_reply
from shopbell.stores.store import reading
from shopbell.testing.dialogues import shown
from shopbell.testing.storage import storage_of
from tests.dialogues.crash_story import messages
from tests.dialogues.stories import STORIES
from tests.dialogues.story import exchanges, fits
from tests.lives import Lives

SAID = (
    "SELECT conversation_id, body FROM message JOIN identity ON identity.id = identity_id"
    " WHERE author = 'bot' ORDER BY address, message.id"
)
QUESTION = "Shall I erase it for ever?"  # who heard it and is still known was not forgotten


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    """What the stories' processes are forked from."""
    with Lives("tests.dialogues.crash_story") as lives:
        yield lives


def live(lives: Lives, folder: Path, story: str) -> int:
    """Live until everything is said; returns how often the process died."""
    for deaths in range(max(len(POINTS), messages(story)) + 1):
        ended = lives.live(str(folder), story)
        if ended == 0:
            return deaths
        assert ended == -signal.SIGKILL, "it ended by itself, and not well"
    raise AssertionError("it died more often than it was killed")


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    data = folder / "data"
    with reading(data, storage_of(data)) as database:
        return database.fetch(sql)


def conversations(folder: Path) -> list[str]:
    """What each customer was shown, from the first line to the last, without the word that it is a machine."""
    parts: dict[object, list[object]] = {}
    for conversation, body in rows(folder, SAID):
        assert isinstance(body, bytes)
        parts.setdefault(conversation, []).extend(decode_reply(body).parts)
    return [shown(Reply(*told[1:])) for told in parts.values()]  # type: ignore[arg-type]


@pytest.mark.parametrize("story", STORIES)
def test_a_crash_at_any_point_loses_nothing_and_repeats_nothing(lives: Lives, tmp_path: Path, story: str) -> None:
    died = live(lives, tmp_path, story)

    assert died >= len(TURN_POINTS)
    if storage_of(tmp_path / "data").startswith("sqlite"):
        assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(tmp_path, "SELECT count(*) FROM timer") == [(0,)]
    if STORIES[story].forgets:
        assert rows(tmp_path, "SELECT 1 FROM p_privacy_forget") == []
        assert not [told for told in conversations(tmp_path) if QUESTION in told]
        return
    written = exchanges(STORIES[story].talk)
    talks = messages(story) // len(written)
    runs = f"SELECT status FROM run WHERE dialogue LIKE '{STORIES[story].runs}'"  # noqa: S608 our own words
    assert rows(tmp_path, runs) == [("finished",)] * talks
    before, later = STORIES[story].heard_before, STORIES[story].later
    expected = "\n".join(filter(None, [before, *(heard for _, heard in written), later]))
    told = conversations(tmp_path)
    assert [fits(one, expected) for one in told] == [True] * talks, told
    assert str(DISCLOSURE.id) not in "\n".join(told)
    assert rows(tmp_path, "SELECT count(*) FROM outbox WHERE state NOT IN ('sent', 'delivered', 'unknown')") == [(0,)]
