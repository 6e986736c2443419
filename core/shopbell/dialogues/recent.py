"""Runs whose last turn is not long ago: their next turn need not read the database."""

from collections.abc import Collection

MOST = 2_048  # of a few hundred bytes each


class RecentRuns:
    """Rows of waiting runs as their last commit left them.

    A turn takes out what it reads, and its commit puts back what is on disk then. So a turn that fails, is refused or
    is left behind leaves nothing here, and whoever comes next reads the disk.
    """

    def __init__(self) -> None:
        self._rows: dict[int, tuple[int, int, bytes]] = {}  # the longest untouched first

    def take(self, run_id: int, conversation_id: int) -> tuple[int, bytes] | None:
        """Its ``rev`` and body; None when the disk has to be asked."""
        row = self._rows.pop(run_id, None)
        if row is None or row[0] != conversation_id:  # a link moved it
            return None
        return row[1:]

    def keep(self, run_id: int, conversation_id: int, rev: int, body: bytes) -> None:
        """This is on disk, and waits."""
        self._rows[run_id] = conversation_id, rev, body
        if len(self._rows) > MOST:
            del self._rows[next(iter(self._rows))]

    def forget(self, conversations: Collection[int]) -> None:
        """Their customer is erased."""
        gone = [run_id for run_id, (conversation_id, _, _) in self._rows.items() if conversation_id in conversations]
        for run_id in gone:
            del self._rows[run_id]
