"""Sets of labelled texts are read as they lie, and drawn from as everybody does who measures on them."""

import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.benchmarks.__main__ import bench
from scripts.benchmarks.labelled import Rows, draw, mistyped, read_rows, sets_in, trials

PROTOCOL = Path(__file__).parents[3] / "shared" / "data" / "nlu" / "protocol.py"
ROWS = Rows([f"text {n} of some words" for n in range(30)], [f"label{n % 3}" for n in range(30)])


def write(path: Path, rows: Rows) -> None:
    path.write_text("".join(f"{label}\t{text}\n" for text, label in zip(*rows, strict=True)), encoding="utf-8")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write(tmp_path / "rows.tsv", ROWS)

    assert read_rows(tmp_path / "rows.tsv") == ROWS


def test_a_folder_of_train_and_test_is_tried_in_full_and_with_few_examples(tmp_path: Path) -> None:
    for name in ("train", "test", "oos_test"):
        write(tmp_path / f"{name}.tsv", ROWS)

    tried = [*trials(tmp_path)]

    assert [(draws[0].protocol, len(draws), len(draws[0].train.texts)) for draws in tried] == [
        ("full", 1, 30),
        ("10", 3, 30),
        ("5", 3, 15),
    ]
    assert tried[0][0].unknown == ROWS.texts


def test_folds_leave_one_out_each_and_few_examples_come_from_all_but_the_first(tmp_path: Path) -> None:
    for number in (1, 2, 10):
        write(tmp_path / f"fold{number}.tsv", ROWS._replace(texts=[f"{text}, {number}" for text in ROWS.texts]))

    folds, *few = trials(tmp_path)

    assert [(fold.protocol, len(fold.train.texts), len(fold.test.texts)) for fold in folds] == [("folds", 60, 30)] * 3
    assert [(draws[0].protocol, len(draws), len(draws[0].train.texts)) for draws in few] == [
        ("10", 3, 30),
        ("5", 3, 15),
    ]
    assert all(one.test == read_rows(tmp_path / "fold1.tsv") for draws in few for one in draws)
    assert not any(text.endswith(", 1") for draws in few for one in draws for text in one.train.texts)


def test_a_folder_of_sets_stands_for_its_sets(tmp_path: Path) -> None:
    for name in ("bank", "shop"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "train.tsv", ROWS)
        write(tmp_path / name / "test.tsv", ROWS)
    (tmp_path / "notes").mkdir()

    assert sets_in([tmp_path]) == [tmp_path / "bank", tmp_path / "shop"]
    assert sets_in([tmp_path / "shop"]) == [tmp_path / "shop"]


def test_a_folder_without_a_set_is_no_success(tmp_path: Path) -> None:
    write(tmp_path / "train.tsv", ROWS)

    run = CliRunner().invoke(bench, ["understanding", str(tmp_path)])

    assert run.exit_code == 1
    assert f"no set of labelled texts in {tmp_path}" in run.output.replace("\n", " ")


def test_pairs_are_tried_each_by_itself(tmp_path: Path) -> None:
    for name in ("Chat", "Web"):
        write(tmp_path / f"{name}.train.tsv", ROWS)
        write(tmp_path / f"{name}.test.tsv", ROWS)

    assert [(draws[0].name, draws[0].protocol) for draws in trials(tmp_path)] == [
        (f"{tmp_path.name}/Chat", "pair"),
        (f"{tmp_path.name}/Web", "pair"),
    ]


@pytest.mark.skipif(not PROTOCOL.exists(), reason="the sets are not beside the project")
def test_draws_and_slips_are_those_of_the_protocol() -> None:
    spec = importlib.util.spec_from_file_location("protocol", PROTOCOL)
    assert spec is not None
    assert spec.loader is not None
    protocol = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(protocol)

    for seed in (0, 1, 2):
        assert draw(ROWS, 5, seed) == Rows(*protocol.fewshot(*ROWS, 5, seed))
    for slips in (1, 2):
        assert mistyped(ROWS.texts, slips) == protocol.typos(ROWS.texts, slips)
