"""Row ids, given out in memory: one process owns the file. A crash leaves gaps, never a second use."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shopbell.contracts import Write

_HIGHEST: Mapping[str, tuple[str, ...]] = {
    "customer": ("SELECT max(id) FROM customer",),
    "identity": ("SELECT max(id) FROM identity",),
    "conversation": ("SELECT max(id) FROM conversation",),
    "episode": ("SELECT max(id) FROM episode",),
    "epoch": ("SELECT max(id) FROM epoch",),
    "event": ("SELECT max(id) FROM event",),
    "app_key": ("SELECT max(id) FROM app_key",),
    "challenge": ("SELECT max(id) FROM challenge",),
    "link_proof": ("SELECT max(id) FROM link_proof",),
    "consent": ("SELECT max(id) FROM consent",),
    "order_ref": ("SELECT max(id) FROM order_ref",),
    "audit": ("SELECT max(id) FROM audit",),
    "run": ("SELECT max(id) FROM run",),
    "setting_history": ("SELECT max(id) FROM setting_history",),
    "turn": ("SELECT max(id) FROM inbox", "SELECT max(id) FROM turn", "SELECT max(id) / 16 FROM message"),
}
HIGHEST = tuple(sql for queries in _HIGHEST.values() for sql in queries)
REMEMBERED = "SELECT value FROM kv WHERE plugin = 'shopbell' AND name = 'ids'"


class Ids:
    """The next id of each table. ``turn`` numbers inbox rows and turns alike."""

    def __init__(self, last: dict[str, int]) -> None:
        self._last = last

    def next(self, table: str) -> int:
        """The next id of that table."""
        value = self._last[table] = self._last[table] + 1
        return value

    def last(self) -> dict[str, int]:
        """The last id given out, by table."""
        return dict(self._last)


def remember_ids(last: Mapping[str, int]) -> Write:
    """Keep ids from being given out again although their rows are gone (retention, a restored backup)."""
    return Write(
        "INSERT INTO kv VALUES ('shopbell', 'ids', ?) ON CONFLICT (plugin, name) DO UPDATE SET value = excluded.value",
        (msgspec.msgpack.encode(last),),
    )


def last_ids(remembered: Sequence[tuple[Any, ...]], highest: Mapping[str, int | None]) -> dict[str, int]:
    """The highest ids ever given out, as far as rows and ``remember_ids`` tell.

    Args:
        remembered: the rows of ``REMEMBERED``.
        highest: the one value of each query in ``HIGHEST``, by the query.
    """
    known = msgspec.msgpack.decode(remembered[0][0], type=dict[str, int]) if remembered else {}
    return {
        table: max(known.get(table, 0), *(int(highest[sql] or 0) for sql in queries))
        for table, queries in _HIGHEST.items()
    }
