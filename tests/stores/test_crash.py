"""kill -9 in a loop of commits: what was acknowledged is there, what is there is whole."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from shopbell.contracts import Write
from shopbell.stores.store import Store, open_store

pytestmark = pytest.mark.sqlite  # about the file itself

LANES, PER_LANE, KILLS = 20, 80, 6

INBOX = (
    "INSERT INTO inbox VALUES (?, 'message', 'web', 'main', ?, 0, 1, 0, NULL)"
    " ON CONFLICT (channel, account, dedupe) DO NOTHING"
)
CONVERSATION = "UPDATE conversation SET rev = rev + 1 WHERE id = ? AND rev = ?"
MESSAGE = "INSERT INTO message VALUES (?, ?, 1, 0, 'customer', x'00')"


async def lane(store: Store, number: int) -> None:
    """One conversation's turns in order; each is acknowledged on stdout once it is on disk."""
    [(rev,)] = await store.fetch("SELECT rev FROM conversation WHERE id = ?", (number,))
    for n in range(rev, PER_LANE):
        turn = store.ids.next("turn")
        await store.commit(
            [
                Write(INBOX, (turn, f"{number}-{n}"), 1),
                Write(CONVERSATION, (number, n), 1),
                Write(MESSAGE, (turn * 16, number)),
            ]
        )
        os.write(1, f"{number}-{n}\n".encode())


async def child(data: Path) -> None:
    store = await open_store(data)
    for number in range(LANES):
        await store.commit(
            [
                Write(
                    "INSERT INTO conversation VALUES (?, ?, 0, 'bot', NULL, x'00') ON CONFLICT DO NOTHING",
                    (number, number),
                )
            ]
        )
    os.write(1, b"ready\n")
    await asyncio.gather(*(lane(store, number) for number in range(LANES)))
    await store.close()


def run_and_kill(data: Path, after: int | None) -> tuple[set[str], int]:
    """Kill the child after so many acknowledgements (None: let it finish); what it acknowledged, its exit code."""
    process = subprocess.Popen([sys.executable, __file__, str(data)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    acknowledged: set[str] = set()
    with process.stdout as out:
        for line in out:
            if line.endswith(b"\n") and line != b"ready\n":  # the last line may be torn
                acknowledged.add(line.decode().strip())
            if len(acknowledged) == after:
                process.send_signal(signal.SIGKILL)
                after = None
    return acknowledged, process.wait()


def test_after_kill_9_every_acknowledged_turn_is_there_once_and_in_order(tmp_path: Path) -> None:
    random, acknowledged, kills = Random(7), set[str](), 0
    for _ in range(KILLS):
        more, code = run_and_kill(tmp_path, random.randint(5, 120))
        assert not more & acknowledged, "a turn was acknowledged twice"
        acknowledged |= more
        kills += code == -signal.SIGKILL
        with closing(sqlite3.connect(tmp_path / "shopbell.db")) as database:
            kept = {name for (name,) in database.execute("SELECT dedupe FROM inbox")}
            assert acknowledged <= kept
    more, code = run_and_kill(tmp_path, None)

    assert code == 0
    assert kills == KILLS
    with closing(sqlite3.connect(tmp_path / "shopbell.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM inbox").fetchall() == [(LANES * PER_LANE,)]
        assert database.execute("SELECT count(*), count(DISTINCT id) FROM message").fetchall() == [
            (LANES * PER_LANE,) * 2
        ]
        assert database.execute("SELECT DISTINCT rev FROM conversation").fetchall() == [(PER_LANE,)]
        for number in range(LANES):
            rows = database.execute("SELECT dedupe FROM inbox WHERE dedupe LIKE ? ORDER BY id", (f"{number}-%",))
            assert [name for (name,) in rows] == [f"{number}-{n}" for n in range(PER_LANE)]


if __name__ == "__main__":
    asyncio.run(child(Path(sys.argv[1])))
