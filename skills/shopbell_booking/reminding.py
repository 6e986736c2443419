"""A word in time before it begins."""

from shopbell import AskTimeout, Chat, StepFailed
from shopbell import Text as _
from shopbell.shop import Booking

from .diary import Diary

HOUR_MS = 3_600_000


async def remind(chat: Chat, diary: Diary, booked: Booking, line: _, hours: float) -> None:
    """Wait, and say it if it still stands; what was moved has a reminder of its own.

    Args:
        hours: before it begins. Whoever books later than that needs no reminder, and nobody gets one when it has begun.
    """
    seconds = (booked.at.timestamp() * 1000 - hours * HOUR_MS - chat.now()) / 1000
    if hours <= 0 or seconds <= 0:
        return
    try:
        await chat.sleep(seconds, key="reminder", max_late=hours * 3_600)
        stands = await chat.step(
            diary.stands, booked.id, booked.starts, chat.customer.id, chat.now(), key="stands", type=bool
        )
    except (AskTimeout, StepFailed):
        return
    if stands:
        await chat.say(_("A reminder: {booked}. If you cannot come, please cancel it here.", booked=line))
