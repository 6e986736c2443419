"""A plugin is loaded beside the one that answers, and takes over in one step or not at all."""

from collections.abc import Callable

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
