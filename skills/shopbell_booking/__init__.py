"""Books appointments, tables and classes; moves and cancels them; reminds customers in time."""

from collections.abc import Iterable

from shopbell import Migration, Option, Options, PluginScope, Reply, Skill, Turn, hookimpl
from shopbell import Text as _

from .calendar_links import MIGRATION, PATH, CalendarLinks
from .changing import cancel_dialogue, move_dialogue
from .diary import Diary
from .phrases import CANCEL, MOVE, SHOW
from .sentences import NONE_OF_YOURS, booked_line
from .settings import BookingSettings
from .taking import booking_dialogue
from .wanting import begun_by_name

MOST_SHOWN = 10


class Shown:
    """Tells customers what they have booked."""

    name = "my_bookings"
    intents = (SHOW,)

    def __init__(self, diary: Diary) -> None:
        self._diary = diary

    async def answer(self, turn: Turn) -> Reply | None:
        """Their own, the next first."""
        mine = await self._diary.mine(turn.customer.id, turn.now)
        if not mine:
            return Reply(text=NONE_OF_YOURS)
        things = {one.id: one.title_in(turn.language) for one in await self._diary.things()}
        lines = [booked_line(one, things.get(one.bookable, one.bookable)) for one in mine[:MOST_SHOWN]]
        change = Option(_("Another time"), f"intent:{MOVE.name}"), Option(_("Cancel it"), f"intent:{CANCEL.name}")
        said = [part for line in lines for part in Reply(text=line).parts]
        return Reply(*said, Options(options=change))


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    hours, diary, links = scope.settings(BookingSettings).remind, Diary(scope), CalendarLinks(scope)
    scope.route("GET", PATH, links.answer)
    booking = booking_dialogue(diary, links, hours)
    return [
        booking,
        begun_by_name(booking, diary),
        move_dialogue(diary, links, hours),
        cancel_dialogue(diary),
        Shown(diary),
    ]


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [MIGRATION]
