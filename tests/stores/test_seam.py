"""Nothing outside the engines' own files knows which engine it is; what differs stands in the dialect file."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.stores.dialect import numbered

ROOT = Path(__file__).parents[2]
STORES = ROOT / "core" / "shopbell" / "stores"
# The SQLite engine is these files; the backup and the restore are about its file.
SQLITE = {
    "backup.py",
    "media.py",
    "migrations.py",
    "prepare.py",
    "purge.py",
    "restore.py",
    "sqlite.py",
    "sqlite_store.py",
}
KNOWS = re.compile(
    r"\b(sqlite3|asyncpg|sqlite_utils|SqliteEngine|SqliteStore|PostgresStore|PRAGMA|stores\.postgres|stores\.sqlite)\b"
    r"|\bINSERT OR |\bREPLACE INTO |\bROWID\b|\bGLOB\b",
)


def test_only_the_engines_files_know_which_engine_it_is() -> None:
    engines = {STORES / name for name in (*SQLITE, "store.py", "dialect.py")} | set((STORES / "postgres").rglob("*.py"))
    told = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for home in ("core", "plugins", "skills")
        for path in sorted((ROOT / home).rglob("*.py"))
        if path not in engines
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if KNOWS.search(line)
    ]

    assert told == []


@pytest.mark.parametrize(
    ("sql", "becomes"),
    [
        ("SELECT 1 WHERE a = ? AND b = ?", "SELECT 1 WHERE a = $1 AND b = $2"),
        ("SELECT '?' WHERE a = ?", "SELECT '?' WHERE a = $1"),
        (
            "SELECT 'it''s ?', \"odd?\" WHERE a = ? -- why?\n AND b = ?",
            "SELECT 'it''s ?', \"odd?\" WHERE a = $1 -- why?\n AND b = $2",
        ),
    ],
)
def test_parameters_are_numbered_and_quoted_question_marks_stay(sql: str, becomes: str) -> None:
    assert numbered(sql) == becomes


@given(st.lists(st.sampled_from(["?", "'a?b'", '"c?"', " x ", "= "])))
def test_each_parameter_gets_the_next_number(parts: list[str]) -> None:
    count = parts.count("?")

    found = numbered(" ".join(parts))

    assert re.findall(r"\$(\d+)", found) == [str(n) for n in range(1, count + 1)]
