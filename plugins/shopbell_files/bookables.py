"""``bookables.csv`` or ``bookables.toml``: what customers can book, when, and what it takes up meanwhile."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from shopbell.shop import Bookable, OpeningHours, ShopInfo, Span, read_hours

from .cells import Cells, Shop
from .findings import Finding
from .rows import Row

GRAIN = 5  # minutes; what is taken is noted in pieces of that length
DAY_MINUTES = 24 * 60
_RESOURCE = re.compile(r"(.+?)(?:\s*\((\d{1,3})\))?")
_OWN_DAY = re.compile(r"(.+?)\s+(\d.*|closed)")


class Rule(NamedTuple):
    """How one thing can be booked. ``resources``: what it takes up, and of how many; 0: another row says how many."""

    bookable: Bookable
    resources: Mapping[str, int]
    every: int  # minutes between two beginnings
    hours: OpeningHours | None  # its own; None: the shop's
    per_person: bool  # each person takes a place, not the party


class Time(NamedTuple):
    """A time on the clock: ``starts`` as in ``Slot``, and in milliseconds UTC."""

    starts: str
    at: int
    ends: int


def read_bookables(path: str, rows: Iterable[Row], shop: Shop) -> Iterator[Rule | Finding]:
    """Rules in the order of the file."""
    seen: set[str] = set()
    for row in rows:
        try:
            rule = _rule(Cells(row.cells, shop))
            if rule.bookable.id in seen:
                raise ValueError(f"the id {rule.bookable.id} stands above, too")
            seen.add(rule.bookable.id)
            yield rule
        except ValueError as exc:
            yield Finding(path, row.line, str(exc))


def agreed(rules: Iterable[Rule]) -> dict[str, Rule]:
    """By id; rows that name the same resource have as many of it as the largest number that one of them says."""
    found = list(rules)
    most: dict[str, int] = {}
    for rule in found:
        for name, count in rule.resources.items():
            most[name] = max(most.get(name, 1), count)
    return {one.bookable.id: one._replace(resources={name: most[name] for name in one.resources}) for one in found}


def times_on(rule: Rule, shop: ShopInfo, day: date) -> Iterator[Time]:
    """Every time of a day at which it may begin, free or not.

    An hour that the clocks leave out has none; of one that comes twice only the first is meant.
    """
    zone, minutes = shop.zone, rule.bookable.minutes
    for starts, ends in _open(rule, shop, day):
        last = _at(day, ends, zone)
        for minute in range(-(-starts // GRAIN) * GRAIN, ends, rule.every):
            local = datetime.combine(day, time(minute // 60, minute % 60))
            at = local.replace(tzinfo=zone).astimezone(UTC)
            over = at + timedelta(minutes=minutes)
            if at.astimezone(zone).replace(tzinfo=None) == local and over <= last:
                yield Time(f"{local:%Y-%m-%dT%H:%M}", int(at.timestamp() * 1000), int(over.timestamp() * 1000))


def _at(day: date, minute: int, zone: Any) -> datetime:
    local = datetime.combine(day, time(0)) + timedelta(minutes=minute)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _open(rule: Rule, shop: ShopInfo, day: date) -> list[tuple[int, int]]:
    """Stretches in minutes of the day. A date in the shop's own hours narrows what a rule says of the weekday."""
    if rule.hours is None:
        return [*map(_minutes, shop.hours.spans(day))]
    own, special = [*map(_minutes, rule.hours.spans(day))], shop.hours.exceptions.get(day)
    if special is None or day in rule.hours.exceptions:
        return own
    shared = [(max(a, c), min(b, d)) for a, b in own for c, d in map(_minutes, special)]
    return [(starts, ends) for starts, ends in shared if starts < ends]


def _minutes(span: Span) -> tuple[int, int]:
    ends = span.ends.hour * 60 + span.ends.minute
    return span.starts.hour * 60 + span.starts.minute, ends or DAY_MINUTES


def _rule(cells: Cells) -> Rule:
    usual = Bookable(id="", title="", minutes=GRAIN)
    thing = cells.needed("id")
    minutes = _length(cells, "minutes") or _refuse("minutes: how long does it last? Write it in minutes: 30")
    every = _length(cells, "every") or minutes
    places, shared = cells.count("places", least=1), dict(map(_resource, cells.texts("resources", "resource")))
    notice, days = cells.count("notice"), cells.count("days", least=1)
    bookable = Bookable(
        id=thing,
        title=cells.needed("title", "name"),
        titles={name.removeprefix("title_"): cells.text(name) for name in cells.names("title_")},
        minutes=minutes,
        places=places or min(filter(None, shared.values()), default=1),
        most_people=cells.count("people", "most_people", least=1) or usual.most_people,
        price=cells.money("price"),
        days_ahead=days or usual.days_ahead,
        notice_minutes=usual.notice_minutes if notice is None else notice,
    )
    per_person = cells.flag("per_person")
    if per_person and shared:
        raise ValueError("per_person: places are counted by the head or by resources, not by both")
    own = {f"bookable {thing}": places or 1} if places or not shared else {}
    return Rule(bookable, {**own, **shared}, every, _hours(cells), per_person)


def _refuse(sentence: str) -> int:
    raise ValueError(sentence)


def _length(cells: Cells, name: str) -> int:
    found = cells.count(name, least=GRAIN) or 0
    if found % GRAIN or found > DAY_MINUTES:
        raise ValueError(f"{name}: {found} is not between {GRAIN} and {DAY_MINUTES} in steps of {GRAIN} minutes")
    return found


def _resource(said: str) -> tuple[str, int]:
    """``Anna``, ``bay (2)``."""
    found = _RESOURCE.fullmatch(said)
    assert found is not None  # noqa: S101 it takes any words
    return found[1].strip().casefold(), int(found[2] or 0)


def _hours(cells: Cells) -> OpeningHours | None:
    """``mon-fri 9-12, 13-17; sat 10-14``, or a table of days where the file knows tables."""
    said = cells.take("hours")
    if said is None:
        return None
    table: dict[str, str] = {str(day): str(spans) for day, spans in said.items()} if isinstance(said, dict) else {}
    for part in () if isinstance(said, dict) else filter(None, map(str.strip, str(said).split(";"))):
        found = _OWN_DAY.fullmatch(part)
        if found is None:
            raise ValueError(f'hours: "{part[:40]}" is not understood; write it as mon-fri 9:00-17:00; sat 10-14')
        table[found[1]] = found[2]
    hours, mistakes = read_hours(table)
    for day, sentence in mistakes.items():
        raise ValueError(f"hours: {day} {sentence}")
    return hours
