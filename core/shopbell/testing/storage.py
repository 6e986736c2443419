"""Which database a test's shop uses: the file in its data folder, or a schema of its own on the server of the run.

``pytest --storage postgresql`` starts a server for the run; ``--storage postgresql://...`` uses one that is there.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from shopbell.testing.postgres import Cluster

VARIABLE = "SHOPBELL_TEST_STORAGE"  # inherited by the processes that tests start


def storage_of(data: Path) -> str:
    """The URL for a data folder: the same for the same folder."""
    server = os.environ.get(VARIABLE)
    if not server:
        return "sqlite://"
    joined = "&" if "?" in server else "?"
    return f"{server}{joined}schema=t{sha256(str(data.absolute()).encode()).hexdigest()[:20]}"


def storage_table(data: Path) -> str:
    """The ``[storage]`` table for a shop with that data folder."""
    return f'\n[storage]\nurl = "{storage_of(data)}"\n' if os.environ.get(VARIABLE) else ""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds ``--storage``."""
    words = "the shops' database: postgresql (a server is started for the run), or the URL of one"
    parser.addoption("--storage", default="", help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Starts the server, for collecting may ask where it is."""
    config.addinivalue_line("markers", "storage: behaviour depends on the database; CI runs it on PostgreSQL, too")
    config.addinivalue_line("markers", "sqlite: about the database file itself; not run on another engine")
    wanted = config.getoption("--storage", "")
    if wanted == "postgresql":
        cluster = Cluster()
        config.add_cleanup(cluster.close)
        wanted = cluster.url
    if wanted:
        os.environ[VARIABLE] = wanted
        config.add_cleanup(lambda: os.environ.update({VARIABLE: ""}))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is about the file itself is not run on another engine."""
    if not os.environ.get(VARIABLE):
        return
    fits = [item for item in items if item.get_closest_marker("sqlite") is None]
    if len(fits) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in fits])
        items[:] = fits


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a server: that of the run, of SHOPBELL_TEST_POSTGRES, or one started for this session."""
    given = os.environ.get(VARIABLE) or os.environ.get("SHOPBELL_TEST_POSTGRES")
    if given:
        yield given
        return
    try:
        cluster = Cluster()
    except FileNotFoundError as exc:
        pytest.skip(str(exc))
    with cluster:
        yield cluster.url
