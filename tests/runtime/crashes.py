"""Lives of a shop one after the other, and what must be true after the last one."""

import signal
from collections import Counter
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import msgspec

from shopbell.replies import decode_reply
from shopbell.stores.engine import Reader
from shopbell.stores.store import reading
from shopbell.testing.storage import storage_of
from tests.lives import Lives
from tests.runtime.crash_shop import Plan


class Story:
    """A shop that is killed and started again, on one folder."""

    def __init__(self, lives: Lives, plan: Plan) -> None:
        self._lives, self.plan = lives, plan
        self.acknowledged: set[tuple[str, int]] = set()
        self.wrong: list[str] = []
        self.kills = self.in_flight = 0  # sends under way at the kills
        self.finished = False

    def database(self) -> AbstractContextManager[Reader]:
        data = Path(self.plan.folder).absolute() / "data"
        return reading(data, storage_of(data))

    def live(self, *, point: int = 0, passes: int = 1, kill_after: int | None = None, seed: int = 0) -> None:
        """One life: until it dies at a point, is killed after so many acknowledgements, or is done."""
        known = sorted(self.acknowledged)
        plan = msgspec.structs.replace(self.plan, acknowledged=known, point=point, passes=passes, seed=seed)
        news = 0

        def hears(line: str) -> None:
            nonlocal news, kill_after
            match line.split():
                case ["a", name, number]:
                    self.acknowledged.add((name, int(number)))
                    news += 1
                case ["w", *_]:
                    self.wrong.append(line)
                case ["done"]:
                    self.finished = True
            if kill_after is not None and news >= kill_after:
                self._lives.kill()
                kill_after = None

        code = self._lives.live(msgspec.json.encode(plan).decode(), hears=hears)
        if code == -signal.SIGKILL:
            self.kills += 1
            self.in_flight += self.number("SELECT count(*) FROM outbox WHERE state = 'sending'")
            self.nothing_acknowledged_is_missing()
        else:
            assert code == 0, f"the shop ended with {code}"

    def number(self, sql: str) -> int:
        """One number from the database."""
        return int(self.rows(sql)[0][0] or 0)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows from the database."""
        with self.database() as database:
            return database.fetch(sql)

    # -- what must be true -----------------------------------------------------------------------------------

    def nothing_acknowledged_is_missing(self) -> None:
        """What was acknowledged is on disk, after every kill."""
        stored = {str(dedupe) for (dedupe,) in self.rows("SELECT dedupe FROM inbox WHERE kind = 'message'")}
        key = "{0}-{1}" if self.plan.rule == "accept" else "{1}\x1f{0}"
        missing = {(name, n) for name, n in self.acknowledged if key.format(name, n) not in stored}
        assert not missing

    def all_is_well(self) -> None:
        """After the last life: each message one turn, in order; each answer stored once; the database sound."""
        assert self.finished
        assert not self.wrong
        expected = self.plan.customers * self.plan.messages
        assert len(self.acknowledged) == expected
        with self.database() as database:
            assert [wrong for wrong in database.examine()[0] if " is off" not in wrong] == []  # a test's own server
        assert self.number("SELECT count(*) FROM inbox WHERE kind = 'message' AND done = 1") == expected
        assert self.number("SELECT count(*) FROM inbox WHERE done = 0") == 0
        assert self.number("SELECT count(*) FROM turn") == expected
        assert self.number("SELECT count(*) FROM conversation") == self.plan.customers
        assert self.number("SELECT count(*) FROM customer") == self.plan.customers
        answers: dict[object, list[str]] = {}
        for conversation, body in self.rows(
            "SELECT conversation_id, body FROM message WHERE author = 'bot' ORDER BY id"
        ):
            assert isinstance(body, bytes)
            text = decode_reply(body).text
            if " is " in text and text[0].isdigit():
                answers.setdefault(conversation, []).append(text)
        counted = [f"{n} is {n}" for n in range(1, self.plan.messages + 1)]
        assert list(answers.values()) == [counted] * self.plan.customers

    def second_copies(self) -> int:
        """How often something was handed over again; every answer was handed over at least once, in order."""
        lines = (Path(self.plan.folder) / "sink").read_text().splitlines()
        copies = Counter(line.split("\t")[0] for line in lines)
        assert set(copies) == {str(one) for (one,) in self.rows("SELECT id FROM outbox")}
        assert self.number("SELECT count(*) FROM outbox WHERE state <> 'sent'") == 0
        heard: dict[str, list[int]] = {}
        for line in lines:
            number, address, _ = line.split("\t")
            if int(number) not in heard.setdefault(address, []):
                heard[address].append(int(number))
        assert all(numbers == sorted(numbers) for numbers in heard.values())
        return sum(copies.values()) - len(copies)
