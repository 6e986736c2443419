"""Moves and cancels a customer's own booking."""

from shopbell import Chat, Skill, StepFailed, dialogue
from shopbell import Text as _
from shopbell.shop import Bookable, Booking

from .asking import agree_on_time, which_booking
from .calendar_links import CalendarLinks, cancelled, moved
from .diary import Diary
from .phrases import CANCEL, MOVE
from .reminding import remind
from .sentences import AS_IT_IS, AWAY, NONE_OF_YOURS, QUICKER, TOO_LATE, booked_line


def move_dialogue(diary: Diary, links: CalendarLinks, remind_hours: float) -> Skill:
    """Another time for what is booked."""

    @dialogue("booking_move", MOVE, title=_("another time for your booking"))
    async def booking_move(chat: Chat) -> None:
        try:
            found = await own(chat, diary)
            if found is None:
                return
            one, thing = found
            title = thing.title_in(chat.language)
            await chat.say(_("Now: {booked}.", booked=booked_line(one, title)))
            while True:
                at = await agree_on_time(chat, diary, thing, one.people)
                told = _("On {at:EEEE, d MMMM} at {at:HH:mm}", at=at)
                if not await chat.confirm(_("Shall I move it?"), summary=[told], key="sure"):
                    await chat.say(AS_IT_IS)
                    return
                other: Booking | None = await chat.step(
                    diary.move, one.id, f"{at:%Y-%m-%dT%H:%M}", chat.customer.id, chat.now(),
                    key="move", type=Booking | None,
                )  # fmt: skip
                if other is not None:
                    break
                if not await chat.step(
                    diary.stands, one.id, one.starts, chat.customer.id, chat.now(), key="stands", type=bool
                ):
                    await chat.say(NONE_OF_YOURS)  # cancelled meanwhile
                    return
                await chat.say(QUICKER)
            token: str | None = await chat.step(links.token_of, one.id, key="token", type=str | None)
        except StepFailed:
            await chat.say(AWAY)
            chat.hand_over("the diary cannot be looked into")
            return
        await chat.write(moved(other, chat.now()), key="link")
        await chat.say(_("It is moved: {booked}. See you then!", booked=booked_line(other, title)))
        if token is not None:
            await chat.say(links.file(token))
        await remind(chat, diary, other, booked_line(other, title), remind_hours)

    return booking_move


def cancel_dialogue(diary: Diary) -> Skill:
    """Give the place back."""

    @dialogue("booking_cancel", CANCEL, title=_("cancelling your booking"))
    async def booking_cancel(chat: Chat) -> None:
        try:
            found = await own(chat, diary)
            if found is None:
                return
            one, thing = found
            told = booked_line(one, thing.title_in(chat.language))
            if not await chat.confirm(_("Shall I cancel it?"), summary=[told], key="sure"):
                await chat.say(AS_IT_IS)
                return
            gone: bool = await chat.step(diary.cancel, one.id, chat.customer.id, chat.now(), key="cancel")
        except StepFailed:
            await chat.say(AWAY)
            chat.hand_over("the diary cannot be looked into")
            return
        if not gone:
            await chat.say(TOO_LATE)
            chat.hand_over("wants to change a booking that begins soon")
            return
        await chat.write(cancelled(one.id, chat.now()), key="link")
        await chat.say(_("It is cancelled."))

    return booking_cancel


async def own(chat: Chat, diary: Diary) -> tuple[Booking, Bookable] | None:
    """A booking of theirs that may still be changed; None: the customer has heard why there is none."""
    mine: list[Booking] = await chat.step(diary.mine, chat.customer.id, chat.now(), key="mine", type=list[Booking])
    if not mine:
        await chat.say(NONE_OF_YOURS)
        return None
    things: list[Bookable] = await chat.step(diary.things, key="things", type=list[Bookable])
    one = await which_booking(chat, mine, {thing.id: thing.title_in(chat.language) for thing in things})
    thing = next((each for each in things if each.id == one.bookable), None)
    begins = one.at.timestamp() * 1000
    if thing is None or begins < chat.now() + thing.notice_minutes * 60_000:
        await chat.say(TOO_LATE)
        chat.hand_over("wants to change a booking that begins soon")
        return None
    return one, thing
