"""Takes a booking: what, for how many, when; then a word in time before it begins."""

from shopbell import Chat, Skill, StepFailed, dialogue
from shopbell import Text as _
from shopbell.shop import Bookable, Booking

from .asking import agree_on_time, how_many, which_thing
from .calendar_links import CalendarLinks
from .diary import Diary
from .phrases import BOOK
from .reminding import remind
from .sentences import AWAY, QUICKER, booked_line, titled


def booking_dialogue(diary: Diary, links: CalendarLinks, remind_hours: float) -> Skill:
    """The dialogue, begun by whoever wants to book."""

    @dialogue("booking", BOOK, title=_("your booking"))
    async def booking(chat: Chat) -> None:
        try:
            things: list[Bookable] = await chat.step(diary.things, key="things", type=list[Bookable])
            if not things:
                await chat.say(_("There is nothing to book here at the moment."))
                return
            thing = await which_thing(chat, things)
            people = await how_many(chat, thing)
            booked = await agree_and_book(chat, diary, thing, people)
        except StepFailed:
            await chat.say(AWAY)
            chat.hand_over("the diary cannot be looked into")
            return
        if booked is None:
            await chat.say(_("All right, nothing is booked."))
            return
        title, token = thing.title_in(chat.language), chat.uuid()
        await chat.write(links.added(token, booked, thing, title, chat.now()), key="link")
        await chat.say(_("It is booked: {booked}. See you then!", booked=booked_line(booked, title)))
        await chat.say(links.file(token))
        await remind(chat, diary, booked, booked_line(booked, title), remind_hours)

    return booking


async def agree_and_book(chat: Chat, diary: Diary, thing: Bookable, people: int) -> Booking | None:
    """None: the customer would rather not."""
    name = await chat.step(lambda: chat.customer.name or "", key="known name", type=str)
    while True:
        at = await agree_on_time(chat, diary, thing, people)
        name = name or await chat.ask(
            _("Under which name shall I book it?"), least=2, most=80, key="name", interruptible=True
        )
        summary = [titled(thing, chat.language), _("On {at:EEEE, d MMMM} at {at:HH:mm}", at=at)]
        if thing.most_people > 1:
            summary.append(_("For one person", plural="For {count} people", count=people))
        summary.append(_("Name: {name}", name=name))
        if not await chat.confirm(_("Shall I book it?"), summary=summary, key="sure"):
            return None
        starts = f"{at:%Y-%m-%dT%H:%M}"
        key = f"{chat.idempotency('take')}/{starts}"
        found: Booking | None = await chat.step(
            diary.take, thing.id, starts, chat.customer.id, chat.now(), people, name, key,
            key="take", type=Booking | None,
        )  # fmt: skip
        if found is not None:
            await chat.step(diary.tell, found, thing.title, chat.conversation_id, key="tell")
            return found
        await chat.say(QUICKER)
