"""The measuring instruments themselves: the ceiling answers, the generator counts, the report says what was met."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.benchmarks import load
from scripts.benchmarks.__main__ import bench
from scripts.benchmarks.load import ask
from scripts.benchmarks.report import at_least, below, none_of, show
from scripts.benchmarks.served import Served, free_port, program, served

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def ceiling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The ceiling program, writing into ``tmp_path``."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    port = free_port()
    with served(program("ceiling", str(port), str(tmp_path / "ceiling.db")), port, tmp_path / "log") as server:
        server.wait_ready("/readyz")
        yield server


@pytest.mark.parametrize("fresh", [False, True])
def test_every_message_of_a_load_is_stored_and_answered(ceiling: Served, tmp_path: Path, fresh: bool) -> None:
    asked = ask(ceiling.url, limit=200, senders=7, fresh=fresh, check=True, path="/")

    assert (asked.requests, asked.failed, asked.wordless) == (200, 0, 0)
    with sqlite3.connect(tmp_path / "ceiling.db") as db:
        assert db.execute("SELECT count(DISTINCT id), count(DISTINCT sender) FROM received").fetchone() == (200, 7)
        assert db.execute("SELECT count(DISTINCT body) FROM received").fetchone() == (200 if fresh else 8,)


def test_an_answer_that_fails_is_counted(ceiling: Served) -> None:
    asked = ask(ceiling.url, limit=20, check=True, path="/nowhere")

    assert (asked.failed, asked.wordless) == (20, 20)


@pytest.mark.skipif(load.WRK is None, reason="wrk is not installed")
def test_wrk_counts_the_same(ceiling: Served) -> None:
    fine = ask(ceiling.url, seconds=1, check=True, path="/")
    wrong = ask(ceiling.url, seconds=1, check=True, path="/nowhere")

    assert (fine.failed, fine.wordless) == (0, 0)
    assert wrong.failed == wrong.wordless > 0


def test_a_report_says_what_was_met(capsys: pytest.CaptureFixture[str]) -> None:
    figures = [at_least("share", 0.5, "", 0.4), below("start", 2.0, "s", 1.5), none_of("lost", 0)]

    show("turns", figures, as_json=True)

    report = json.loads(capsys.readouterr().out)
    assert [(row["name"], row["met"]) for row in report["figures"]] == [
        ("share", True),
        ("start", False),
        ("lost", True),
    ]


@pytest.mark.parametrize("name", sorted(bench.commands))
def test_a_measurement_explains_itself(name: str) -> None:
    told = CliRunner().invoke(bench, [name, "--help"])

    assert told.exit_code == 0
    assert "--json" in told.output
