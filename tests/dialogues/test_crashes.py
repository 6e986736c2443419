"""The process dies at any point of a dialogue: no answer is lost, and nothing irreversible is done twice."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from shopbell.crash_points import DIALOGUE_POINTS, POINTS
from shopbell.replies import decode_reply
from shopbell.stores.store import reading
from shopbell.testing.storage import storage_of
from tests.lives import Lives

pytestmark = pytest.mark.storage

CASES = [(point, known) for point in POINTS for known in ("True", "False")]


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    """What the processes are forked from."""
    with Lives("tests.dialogues.crash_dialogue") as lives:
        yield lives


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with reading(folder / "data", storage_of(folder / "data")) as database:
        return database.fetch(sql)


def said(folder: Path) -> list[str]:
    """Everything the shop has said, in its order."""
    bodies = rows(folder, "SELECT body FROM message WHERE author = 'bot' ORDER BY id")
    return [decode_reply(body).text for (body,) in bodies if isinstance(body, bytes)]


@pytest.mark.parametrize(("point", "known"), CASES, ids=lambda value: value.replace(" ", "-"))
def test_a_crash_in_a_dialogue_loses_nothing_and_repeats_nothing(
    lives: Lives, tmp_path: Path, point: str, known: str
) -> None:
    passes = 1 if point in DIALOGUE_POINTS else 4  # the fourth message is the one that is charged for
    folder, number = str(tmp_path), str(POINTS.index(point) + 1)
    assert lives.live(folder, number, str(passes), known) == -signal.SIGKILL
    assert lives.live(folder, "0", "1", known) == 0

    with reading(tmp_path / "data", storage_of(tmp_path / "data")) as database:
        assert [wrong for wrong in database.examine()[0] if " is off" not in wrong] == []  # a test's own server
    assert rows(tmp_path, "SELECT count(*) FROM run WHERE status = 'waiting'") == [(0,)]
    assert rows(tmp_path, "SELECT count(*) FROM timer") == [(0,)]
    charges = [line for line in (tmp_path / "world").read_text().splitlines() if line.startswith("charge")]
    statuses = {status for (status,) in rows(tmp_path, "SELECT status FROM run")}
    heard = "\n".join(said(tmp_path))
    assert "I am charging." in heard
    if known == "True":
        assert len(set(charges)) == 1
        assert statuses == {"finished"}
    elif charges:
        assert len(charges) == 1
    if statuses == {"finished"}:
        assert charges
        assert heard.endswith("Thank you: 3.")
        assert heard.count("I am charging.") == heard.count("Any note?") == 1
    else:
        assert statuses == {"handed over"}
        assert "Sorry, this was interrupted. A person will take over." in heard
