"""A customer who goes through a story: says what stands in it, or whatever answers the question that is asked."""

from shopbell.dialogues.journal import decode_run
from shopbell.messages import ShopEvent
from shopbell.replies import Reply, decode_reply
from shopbell.runtime.items import Control
from shopbell.testing import TestShop
from shopbell.testing.dialogues import shown
from tests.dialogues.stories import STORIES
from tests.dialogues.story import exchanges, fits, question_in
from tests.dialogues.versions import MORE, REWORDED

SAID_BY_SHOP = "SELECT id, body FROM message WHERE conversation_id = ? AND author = 'bot' AND id > ? ORDER BY id"
RUNS = "SELECT status, body FROM run WHERE conversation_id = ? AND dialogue LIKE ? ORDER BY id"
ORDER = "SELECT id FROM p_shopbell_files_placed WHERE conversation_id = ?"


class Acting:
    """One customer, one story."""

    def __init__(self, shop: TestShop, story: str, name: str = "ana") -> None:
        self.shop, self.name = shop, name
        number = name.rpartition(" ")[2]
        self.lines = exchanges(STORIES[story].talk.replace("#", number if number.isdecimal() else "0"))
        self._story = STORIES[story]
        self._heard = 0  # id of the last message of the shop
        asked = [question_in(heard) for _, heard in self.lines]
        self._answers = {asked[place]: self.lines[place + 1][0] for place in range(len(asked) - 1)}
        self._answers[MORE] = "> no news"

    async def does(self, line: str, key: str | None = None) -> str:
        """A message (``> ...``) or an event (``! ...``); what the shop shows then."""
        await self.comes_to(line, key)
        if line.startswith("!"):
            await self.happens(line[1:].strip())
            return await self.heard()
        reply = await self.shop.customer(self.name).says(line[1:].strip(), key=key)
        await self.heard()
        if not reply.parts:  # it goes on by itself
            await self.shop.passes(hours=3)
            return await self.heard()
        return shown(reply)

    async def comes_to(self, line: str, key: str | None = None) -> None:
        """What was said before the story, if this is its first line."""
        customer = self.shop.customer(self.name)
        for number, said in enumerate(self._story.before if line == self.lines[0][0] else ()):
            reply = await customer.says(said, key=f"{key or self.name} before {number}")
            if shown(reply).endswith(MORE):
                await customer.says("nothing", key=f"{key or self.name} before {number} more")
        await self.heard()

    async def happens(self, kind: str) -> None:
        """A shop event, and the hours after it."""
        body = {"subject": "17", **self._story.event}
        if "order" in body and body["order"] is None:
            [[body["order"]]] = await self.shop.fetch(ORDER, await self.conversation())
        event = ShopEvent(kind=kind, source="test", id=f"{kind} {self.name}", sender=self.name, body=body)
        await self.shop.inbox.record("default", [event])
        await self.shop.idle()
        await self.shop.passes(hours=3)

    async def heard(self) -> str:
        """What the shop has shown since the last time."""
        rows = await self.shop.fetch(SAID_BY_SHOP, await self.conversation(), self._heard)
        parts = [part for _, body in rows for part in decode_reply(body).parts]
        self._heard = rows[-1][0] if rows else self._heard
        customer = self.shop.customer(self.name)
        return shown(Reply(*[part for part in parts if not customer.is_disclosure(part)]))

    async def conversation(self) -> int:
        """Its id."""
        return (await self.shop.seat(self.name)).lane.conversation_id

    async def plays(self, lines: list[tuple[str, str]], also: str = "") -> None:
        """Go on as it is written; ``also`` may stand at the end of questions."""
        for line, expected in lines:
            told = (await self.does(line)).replace(also, "") if also else await self.does(line)
            assert fits(told, expected), f"after {line!r} the shop says:\n{told}"

    async def answers_all(self, line: str) -> list[str]:
        """Say ``line``, then whatever answers the question that is shown, until none is; what was shown."""
        found: list[str] = []
        answer: str | None = line
        while answer is not None:
            assert len(found) < 3 * len(self.lines), "the same is asked again and again"
            found.append((await self.does(answer)).replace(REWORDED, ""))
            asks = found[-1].endswith("]")  # a question whose words depend on the day stands as "..."
            answer = self._answers.get(question_in(found[-1])) or (self._answers.get("...") if asks else None)
        return found

    async def ended(self) -> list[str]:
        """The runs' ends, when nothing of them is left to wait for."""
        for _ in range(12):  # letters are tried again for a day
            if not await self.shop.fetch("SELECT 1 FROM run WHERE status = 'waiting'"):
                break
            await self.shop.passes(days=1)
        rows = await self.shop.fetch(RUNS, await self.conversation(), self._story.runs)
        assert all(decode_run(body).pending is None for _, body in rows)
        assert (await self.shop.state(self.name)).dialogues == []
        return [status for status, _ in rows]

    async def bound(self) -> bool:
        """Has something been done that a change of the code must not repeat?"""
        rows = await self.shop.fetch(RUNS, await self.conversation(), self._story.runs)
        return any(status == "waiting" and decode_run(body).has_binding_entries() for status, body in rows)

    async def held_and_handed_back(self) -> None:
        """A person takes over for a day and gives the conversation back."""
        await self.shop.running.intake.control(await self.conversation(), Control("take", agent="bo"))
        assert (await self.shop.customer(self.name).says("are you there?")).parts == ()
        await self.shop.passes(hours=30)
        await self.shop.running.intake.control(await self.conversation(), Control("release"))
        await self.shop.idle()
        await self.heard()
