"""Reads the values in a text: all readers of an epoch, each contained."""

import traceback
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from shopbell.understanding import Entity

if TYPE_CHECKING:
    from shopbell.runtime.epochs import ReaderEntry

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
        if not entry.breaker.ok:
            continue
        try:
            fresh = [_checked(entity, len(text)) for entity in entry.reader.read(text, language, now)]
        except BaseException as exc:  # a plugin's code, called without a wait: whatever it raises is its own
            entry.breaker.failed("".join(traceback.format_exception(exc)))
            log.warning("reading failed", plugin=entry.plugin, error=type(exc).__name__)
            continue
        found += (
            [entity for entity in fresh if not any(_same_place(entity, other) for other in found)] if found else fresh
        )
    if len(found) > 1:
        found.sort(key=_place)
    return tuple(found)


def _checked(entity: Entity, length: int) -> Entity:
    if not isinstance(entity, Entity):
        raise TypeError(f"read() gave a {type(entity).__name__}, not an Entity")
    if not 0 <= entity.start <= entity.end <= length:
        raise ValueError(f"read() gave a {entity.kind} at {entity.start}-{entity.end} of {length} characters")
    return entity


def _same_place(one: Entity, other: Entity) -> bool:
    return one.kind == other.kind and one.start < other.end and other.start < one.end


def _place(entity: Entity) -> tuple[int, int]:
    return entity.start, -entity.end
