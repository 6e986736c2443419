"""What is asked until a time is agreed on."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from shopbell import Chat
from shopbell import Text as _
from shopbell.shop import Bookable, Booking, Slot

from .diary import Diary
from .sentences import titled

_WORD = re.compile(r"[^\W\d_]{4,}")  # shorter ones are said of everything
SHOWN = 10  # times as buttons; of more only the range is told
NEAR = 3  # times that are offered in place of one that is not free
OFFERED = 8  # of a customer's own bookings


async def which_thing(chat: Chat, things: Sequence[Bookable]) -> Bookable:
    """The only one, or the one that the customer chooses."""
    if len(things) == 1:
        return things[0]
    named = [title_words_in(one, chat.opening, chat.language) for one in things]
    if max(named) and named.count(max(named)) == 1:
        return things[named.index(max(named))]
    options = {one.id: titled(one, chat.language) for one in things}
    said = await chat.ask(_("What would you like to book?"), kind="choice", options=options, key="thing")
    return next(one for one in things if one.id == said)


def title_words_in(thing: Bookable, text: str, language: str) -> int:
    """How many words of its title the text has: "a fitting" has one of "Fitting with Ruth"."""
    said, title = _words(text), _words(thing.title_in(language))
    return len(said & title)


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in _WORD.findall(text.casefold())}


async def how_many(chat: Chat, thing: Bookable) -> int:
    """Asked only where it can be several."""
    if thing.most_people == 1:
        return 1
    return int(await chat.ask(_("For how many people?"), kind="number", least=1, most=thing.most_people, key="people"))


async def agree_on_time(chat: Chat, diary: Diary, thing: Bookable, people: int) -> datetime:
    """Ask until it is a time that is free; shop time.

    Raises:
        StepFailed: the diary cannot be looked into.
    """
    prompt = _("For which day?")
    while True:
        today = chat.shop.local(chat.now()).date()
        last = today + timedelta(days=thing.days_ahead)
        day: date = await chat.ask(prompt, kind="date", least=today, most=last, key="day", from_opening=True)
        free: list[Slot] = await chat.step(diary.free, thing.id, day, chat.now(), people, key="free", type=list[Slot])
        if free:
            times = [datetime.fromisoformat(one.starts).time() for one in free]
            return datetime.combine(day, await _which_time(chat, times), tzinfo=chat.shop.zone)
        following: date | None = await chat.step(
            diary.next_day, thing.id, day, chat.now(), people, key="next", type=date | None
        )
        if following is None:
            prompt = _("Nothing is free on {day:EEEE, d MMMM}. On which other day?", day=day)
        else:
            prompt = _(
                "Nothing is free on {day:EEEE, d MMMM}; the next free day is {next:EEEE, d MMMM}. For which day?",
                day=day, next=following,
            )  # fmt: skip


async def _which_time(chat: Chat, times: list[time]) -> time:
    other = _("For another day, write “back”.")
    if len(times) <= SHOWN:
        options = {f"{at:%H:%M}": _("{at:HH:mm}", at=at) for at in times}
        prompt = _("Which time suits you?")
    else:
        options = {}
        prompt = _("Something is free from {first:HH:mm} to {last:HH:mm}. Which time suits you?",
                   first=times[0], last=times[-1])  # fmt: skip
    found: time = await chat.ask(
        prompt, kind="time", options=options, validate=one_of(times), help=other, key="time", from_opening=True
    )
    return found


def one_of(times: Sequence[time]) -> Callable[[time], time]:
    """Only these; for another the nearest are told."""

    def check(at: time) -> time:
        if at in times:
            return at
        near = sorted(sorted(times, key=lambda one: abs(_minutes(one) - _minutes(at)))[:NEAR])
        said = [_("{at:HH:mm}", at=one) for one in near]
        raise ValueError(_("{at:HH:mm} is not free. Near it: {near}.", at=at, near=_listed(said)))

    return check


def _listed(said: Sequence[_]) -> _:
    if len(said) == 1:
        return said[0]
    return _("{first}, {others}", first=said[0], others=_listed(said[1:]))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


async def which_booking(chat: Chat, mine: Sequence[Booking], titles: dict[str, str]) -> Booking:
    """The only one, or the one that the customer chooses."""
    if len(mine) == 1:
        return mine[0]
    options = {
        one.id: _("{title}, {at:EEE, d MMM} {at:HH:mm}", title=titles.get(one.bookable, one.bookable), at=one.at)
        for one in mine[:OFFERED]
    }
    said = await chat.ask(_("Which booking do you mean?"), kind="choice", options=options, key="which")
    return next(one for one in mine if one.id == said)
