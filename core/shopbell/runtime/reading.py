"""Reads the values in a text: all readers of an epoch, each contained."""

import traceback
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import structlog

from shopbell.understanding import Entity

if TYPE_CHECKING:
    from shopbell.runtime.epochs import ReaderEntry

Read = Callable[[str, str, datetime], Iterable[Entity]]
log = structlog.get_logger("shopbell.understanding")


def read_entities(
    entries: "Sequence[ReaderEntry]", text: str, language: str, now: datetime, known: tuple[Entity, ...] = ()
) -> tuple[Entity, ...]:
    """What the readers find, in the order of the text. Never raises.

    Args:
        entries: in the order of the configuration: where two values of one kind overlap, the first counts.
        text: at most 2,000 characters.
        language: one of the shop's.
        now: the shop's local time, to the minute.
        known: found already, by the model.
    """
    found = list(known)
    for entry in entries:
        fresh = _contained(entry, entry.reader.read, text, language, now)
        found += (
            [entity for entity in fresh if not any(_same_place(entity, other) for other in found)] if found else fresh
        )
    if len(found) > 1:
        found.sort(key=_place)
    return tuple(found)


def read_answer(
    entries: "Sequence[ReaderEntry]", kind: str, text: str, language: str, now: datetime
) -> tuple[Entity, ...]:
    """The values of one kind in an answer to a question that expects one; see ``EntityReader``. Never raises."""
    for entry in entries:
        read_as = getattr(entry.reader, "read_as", None)
        found = _contained(entry, partial(read_as, kind), text, language, now) if read_as is not None else []
        if found:
            return tuple(found)
    return ()


def read_answers(entries: "Sequence[ReaderEntry]") -> bool:
    """Does any of them read answers?"""
    return any(getattr(entry.reader, "read_as", None) is not None for entry in entries)


def versions_of(entries: "Sequence[ReaderEntry]") -> int:
    """Rises when one of them finds other values in the same texts than before. Never raises."""
    return sum(_version(entry) for entry in entries)


def _version(entry: "ReaderEntry") -> int:
    try:
        return int(getattr(entry.reader, "version", 0))
    except BaseException:  # a plugin's code: it is as if it had none
        return 0


def _contained(entry: "ReaderEntry", read: Read, text: str, language: str, now: datetime) -> list[Entity]:
    """What one reader finds; nothing when it fails, which is charged to its plugin."""
    if not entry.breaker.ok:
        return []
    try:
        return _checked(read(text, language, now), len(text))
    except BaseException as exc:  # a plugin's code, called without a wait: whatever it raises is its own
        entry.breaker.failed("".join(traceback.format_exception(exc)))
        log.warning("reading failed", plugin=entry.plugin, error=type(exc).__name__)
        return []


def _checked(entities: Iterable[Entity], length: int) -> list[Entity]:
    found = list(entities)
    for entity in found:
        if not isinstance(entity, Entity):
            raise TypeError(f"read() gave a {type(entity).__name__}, not an Entity")
        if not 0 <= entity.start <= entity.end <= length:
            raise ValueError(f"read() gave a {entity.kind} at {entity.start}-{entity.end} of {length} characters")
    return found


def _same_place(one: Entity, other: Entity) -> bool:
    return one.kind == other.kind and one.start < other.end and other.start < one.end


def _place(entity: Entity) -> tuple[int, int]:
    return entity.start, -entity.end
