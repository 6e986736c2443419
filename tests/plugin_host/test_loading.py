"""A plugin is loaded beside the one that answers, and takes over in one step or not at all."""

import sys
from collections.abc import Callable

import pytest

from shopbell.config.file import PluginTable
from shopbell.plugin_host import loading
from shopbell.plugin_host.finder import FINDER
from tests.plugin_host.bench import Bench, ask


async def test_a_folder_with_two_files_answers(bench: Bench, greeting: Callable[[str], str]) -> None:
    bench.write("greet", greeting("hello"))

    await bench.start()

    assert await bench.says() == "hello"
    assert bench.status("greet").state == "enabled"


async def test_a_saved_change_answers_and_the_open_turn_ends_on_the_old_code(
    bench: Bench, greeting: Callable[[str], str]
) -> None:
    bench.write("greet", greeting("old"))
    await bench.start()
    before = bench.host.epoch
    before.acquire()

    bench.write("greet", greeting("new words"))
    await bench.host.settle()

    assert await bench.says() == "new words"
    assert await ask(before) == "old"
    before.release()


async def test_a_change_that_does_not_compile_leaves_the_old_one_answering(
    bench: Bench, greeting: Callable[[str], str]
) -> None:
    bench.write("greet", greeting("old"))
    await bench.start()

    bench.write("greet", "def (")
    await bench.host.settle()

    assert await bench.says() == "old"
    status = bench.status("greet")
    assert status.state == "enabled"
    assert "__init__.py:1: invalid syntax" in status.reason

    bench.write("greet", greeting("mended"))
    await bench.host.settle()

    assert await bench.says() == "mended"
    assert bench.status("greet").reason == ""


async def test_quick_saves_of_the_same_length_are_never_mistaken(
    bench: Bench, greeting: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "SETTLE", 0.001)
    bench.write("greet", greeting("00"))
    await bench.start()

    for number in range(10, 30):
        bench.write("greet", greeting(str(number)))
        await bench.host.settle()
        assert await bench.says() == str(number)


async def test_order_does_not_depend_on_who_was_reloaded_last(bench: Bench, greeting: Callable[[str], str]) -> None:
    for name in ("a", "b", "c"):
        bench.write(name, greeting(name).replace('"greet"', f'"{name}"'))
    bench.tables = {"c": PluginTable("c", {"order": 5}, order=5)}
    await bench.start()

    await bench.host.reload("a")
    await bench.host.reload("c")

    assert [entry.plugin for entry in bench.host.epoch.skills] == ["c", "a", "b"]


async def test_several_changes_at_once_make_one_epoch(bench: Bench, greeting: Callable[[str], str]) -> None:
    for name in ("a", "b", "c"):
        bench.write(name, greeting(name).replace('"greet"', f'"{name}"'))

    await bench.start()

    assert len(bench.epochs) == 1
    assert await bench.says("c") == "c"


def test_a_plugin_goes_while_another_thread_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "modules", dict(sys.modules))

    class Interrupting(str):
        """A name that lets another import happen whenever it is compared."""

        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            sys.modules.setdefault("imported_meanwhile", sys)
            return str.__eq__(self, other)

    FINDER.drop(Interrupting("gone"))

    assert "imported_meanwhile" in sys.modules
