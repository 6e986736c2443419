"""The one place where SQL differs between engines: DDL braces, filled per engine."""

from collections.abc import Mapping

SQLITE: Mapping[str, str] = {
    "ID": "INTEGER PRIMARY KEY",
    "INT": "INTEGER",
    "REAL": "REAL",
    "BLOB": "BLOB",
    "STRICT": "STRICT",
}


def fill(sql: str, dialect: Mapping[str, str]) -> str:
    """Fill ``{ID} {INT} {REAL} {BLOB} {STRICT}``; other braces stay as they are."""
    for name, words in dialect.items():
        sql = sql.replace("{" + name + "}", words)
    return sql
