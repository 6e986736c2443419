"""Brings the database to this version's tables before the shop opens; a copy is kept before it is changed."""

import sqlite3
from pathlib import Path

from shopbell.errors import ShopbellError
from shopbell.stores.migrations import applied, apply, pending
from shopbell.stores.schema import core
from shopbell.stores.sqlite import connect


def prepare(path: Path) -> Path | None:
    """Make the core's tables, or bring them up to date.

    Returns:
        The copy made before an upgrade (``backups/before-N.db`` beside the database), None when none was needed.

    Raises:
        ShopbellError: newer than this code, damaged, or not to be opened; nothing was changed.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # what customers write is nobody else's business
        connection = connect(path)
        try:
            steps = pending(connection, core)
            copy = _copy(connection, path, steps[0].number) if steps and applied(connection, "core") else None
            apply(connection, core)
            return copy
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as exc:
        raise ShopbellError(f"the database {path.name} cannot be opened: {exc}") from exc


def _copy(connection: sqlite3.Connection, path: Path, number: int) -> Path:
    copy = path.parent / "backups" / f"before-{number}.db"
    copy.parent.mkdir(exist_ok=True)
    copy.unlink(missing_ok=True)
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()
    return copy
