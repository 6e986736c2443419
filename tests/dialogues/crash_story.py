"""A shop in a process of its own that dies at one numbered point after the other, once in each message of a story.

``Lives("tests.dialogues.crash_story").live(FOLDER, STORY)`` again and again, until it ends by itself. Each life first
repeats the message in which the one before it died, with the same key, as a platform does that got no answer.
"""

import asyncio
from pathlib import Path

from shopbell import Write
from shopbell.crash_points import POINTS
from shopbell.testing import TestShop, arm_crash_point
from tests.dialogues.acting import Acting
from tests.dialogues.stories import STORIES
from tests.dialogues.story import exchanges
from tests.dialogues.versions import bring

HOURS_MS = 4 * 3_600_000
NOTHING = "UPDATE outbox SET state = state WHERE id = -1"
TO_FORGET = "SELECT 1 FROM p_privacy_forget"
LEFT = "SELECT count(*) FROM outbox WHERE state IN ('due', 'sending')"


class Place:
    """How far the lives have come, in a file: number of the message, and the shop's time."""

    def __init__(self, file: Path) -> None:
        self._file = file
        words = file.read_text().split() if file.exists() else ["-1", "0"]
        self.number, self.time = int(words[0]), int(words[1])

    def note(self, number: int, time: int) -> None:
        """This message comes next."""
        self._file.write_text(f"{number} {time}")


def messages(story: str) -> int:
    """So many messages that each point is armed once, and the last conversation comes to its end."""
    lines = len(exchanges(STORIES[story].talk))
    return lines * -(-len(POINTS) // lines)


async def live(folder: Path, story: str) -> None:
    """One life: until it dies, or everything is said."""
    place = Place(folder / "place")
    shop = TestShop(folder)
    shop.rehearses = False
    shop.clock.advance(max(0, place.time - shop.clock.now()))
    await shop.open()
    await bring(shop, story)
    await shop.idle()
    if place.number >= 0:
        await say(shop, story, place.number)
    for number in range(place.number + 1, messages(story)):
        place.note(number, shop.clock.now() + HOURS_MS)  # a life that died in between had let time pass
        acting, line = scene(shop, story, number)
        await acting.comes_to(line, f"message {number}")
        await delivered(shop)
        arm_crash_point(number % len(POINTS) + 1)
        await say(shop, story, number)
    arm_crash_point(len(POINTS) + 1)  # none
    for _ in range(STORIES[story].days):
        await shop.passes(days=1)
    while STORIES[story].forgets and await shop.fetch(TO_FORGET):  # noqa: ASYNC110 a task of the plugin's does it
        await asyncio.sleep(0.02)
    await shop.close()


def scene(shop: TestShop, story: str, number: int) -> tuple[Acting, str]:
    """Whose message it is, and what it says."""
    lines = len(exchanges(STORIES[story].talk))
    acting = Acting(shop, story, f"customer {number // lines}")
    return acting, acting.lines[number % lines][0]


async def say(shop: TestShop, story: str, number: int) -> None:
    """One message of the story, and everything that comes of it."""
    acting, line = scene(shop, story, number)
    await acting.does(line, key=f"message {number}")
    await delivered(shop)


async def delivered(shop: TestShop) -> None:
    """Wait until all that was said has gone out."""
    await shop.idle()
    while (await shop.fetch(LEFT))[0][0]:  # noqa: ASYNC110 the last delivery is nobody's event
        await asyncio.sleep(0.002)
    # A reader sees a delivery a moment before its sender goes on: who commits after it comes after it.
    await shop.running.store.commit([Write(NOTHING, ())])


def main(folder: str, story: str) -> None:
    """One life, in this process."""
    asyncio.run(live(Path(folder), story))
