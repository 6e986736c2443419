"""Where words have left a trace: in the files of a data folder, and in the tables of a database that lies elsewhere."""

import subprocess
from pathlib import Path

from shopbell.stores.postgres.connecting import address_of
from shopbell.testing.postgres import find_programs
from shopbell.testing.storage import storage_of


def traces(data: Path, *words: str) -> list[str]:
    """Each file, or the database, with the word that it holds."""
    kept = {str(path.relative_to(data)): path.read_bytes() for path in data.rglob("*") if path.is_file()}
    url = storage_of(data)
    if not url.startswith("sqlite"):
        kept["the database"] = _dumped(url)
    return [
        f"{name}: {word}"
        for name, content in kept.items()
        for word in words
        if word.encode() in content or word.encode().hex().encode() in content  # how a dump writes bytes
    ]


def _dumped(url: str) -> bytes:
    programs, address = find_programs(), address_of(url)
    assert programs is not None
    words = [programs / "pg_dump", f"--schema={address.schema}", "--data-only", f"--dbname={address.dsn}"]
    return subprocess.run(words, check=True, capture_output=True).stdout
