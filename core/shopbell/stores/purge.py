"""Deletes what a plugin has stored: only on the owner's word, never when it is merely switched off."""

from pathlib import Path

import sqlite_utils


def purge_plugin(path: Path, name: str) -> tuple[int, int]:
    """Drop the tables ``p_<name>_*`` and the values of ``name``; returns how many of each there were."""
    database = sqlite_utils.Database(path)
    try:
        tables = [table for table in database.table_names() if table.startswith(f"p_{name}_")]
        with database.conn:
            for table in tables:
                database[table].drop()
            values = database.conn.execute("DELETE FROM kv WHERE plugin = ?", (name,)).rowcount
            database.conn.execute("DELETE FROM migration WHERE owner = ?", (name,))
    finally:
        database.close()
    return len(tables), values
