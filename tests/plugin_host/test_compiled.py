"""Compiled code is kept for the next start, and is never taken for another text's."""

import ast
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shopbell.plugin_host import compiled
from tests.plugin_host.bench import Bench


def never(*_: object) -> None:
    raise AssertionError("compiled again")


async def test_a_start_without_a_change_compiles_nothing(
    bench: Bench, greeting: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start(compiled=tmp_path / "kept")
    await bench.stop()
    monkeypatch.setattr(compiled, "_compile", never)

    await bench.start(compiled=tmp_path / "kept")

    assert await bench.says() == "hello"


async def test_an_edit_while_the_shop_was_closed_is_seen_although_size_and_time_are_the_same(
    bench: Bench, greeting: Callable[[str], str], tmp_path: Path
) -> None:
    file = bench.write("greet", greeting("9:00")) / "__init__.py"
    before = file.stat()
    await bench.start(compiled=tmp_path / "kept")
    await bench.stop()
    bench.write("greet", greeting("8:00"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))

    await bench.start(compiled=tmp_path / "kept")

    assert await bench.says() == "8:00"


@pytest.mark.parametrize("damage", [lambda raw: raw[:-9], lambda raw: raw[:90] + b"\xff" + raw[91:], lambda raw: b""])
async def test_a_damaged_file_is_compiled_anew(
    bench: Bench, greeting: Callable[[str], str], tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start(compiled=tmp_path / "kept")
    await bench.stop()
    (kept,) = (tmp_path / "kept").iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))

    await bench.start(compiled=tmp_path / "kept")

    assert await bench.says() == "hello"
    assert kept.read_bytes() == whole


async def test_a_folder_that_cannot_be_written_keeps_no_plugin_from_loading(
    bench: Bench, greeting: Callable[[str], str], tmp_path: Path
) -> None:
    bench.write("greet", greeting("hello"))
    (tmp_path / "kept").write_text("a file where the folder should be")

    await bench.start(compiled=tmp_path / "kept")

    assert await bench.says() == "hello"


async def test_plugins_that_are_read_at_the_same_moment_do_not_fail_each_other(
    bench: Bench, greeting: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python up to 3.11.7 fails one parse in some thousand when threads parse at once."""
    parse, disturbed = ast.parse, iter([True, True])

    def parse_beside_others(*given: Any, **options: Any) -> ast.AST:
        if next(disturbed, False):
            raise SystemError("AST constructor recursion depth mismatch (before=18, after=12)")
        return parse(*given, **options)

    monkeypatch.setattr(ast, "parse", parse_beside_others)
    bench.write("greet", greeting("hello"))

    await bench.start()

    assert await bench.says() == "hello"
