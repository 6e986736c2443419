"""Plugin code that keeps the whole shop waiting is ended, and its plugin taken out."""

import asyncio
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shopbell.plugin_host import watchdog
from shopbell.plugin_host.marker import SLOTS, Crashes, Mark, Marker, read_marks
from shopbell.plugin_host.watchdog import LoopBlocked, Watchdog
from tests.plugin_host.bench import Bench

BLOCKING = {
    "sleeps": "time.sleep(30)",
    "turns in circles": "while True: pass",
    "swallows everything once": """
            try:
                while True: pass
            except BaseException: pass
            while True: pass
""",
}


@pytest.mark.parametrize("how", BLOCKING.values(), ids=list(BLOCKING))
async def test_a_blocking_skill_is_ended_and_taken_out(bench: Bench, greeting: Callable[[str], str], how: str) -> None:
    bench.write("greet", greeting("hello"))
    bench.write(
        "block",
        f"""
        import time
        from shopbell import Intent, Reply, hookimpl, skill
        @skill(Intent("block", {{"en": ["block"]}}))
        async def block(turn):
            {how}
            return Reply(text="at last")
        @hookimpl
        def shopbell_skills(scope): return [block]
        """,
    )
    await bench.start(watchdog=True)
    bench.host._watchdog._silence = 0.1  # type: ignore[union-attr]

    for _ in range(30):
        if await _ends_early(bench) == "nobody":
            break

    assert bench.status("block").state == "quarantined"
    assert "it kept the whole shop waiting" in bench.status("block").reason
    assert await bench.says() == "hello"


async def _ends_early(bench: Bench) -> str:
    try:
        words = await bench.says("block")
    except LoopBlocked as exc:
        words = str(exc)
    await asyncio.sleep(watchdog.LOOK_EVERY + 0.05)  # the next beat charges the plugin
    return words


HOST = """
    import asyncio, sys
    from pathlib import Path
    from shopbell.plugin_host.marker import Crashes, Marker, read_marks
    from shopbell.stores.store import open_store
    from shopbell.testing.storage import storage_of
    from tests.plugin_host.bench import GREET, Bench

    async def main(folder):
        book = Crashes(folder / "crashes.json")
        book.note(read_marks(folder / "running"))
        store = await open_store(folder / "data", storage_of(folder / "data"))
        bench = Bench(folder / "shop", store)
        bench.write("greet", GREET)
        bench.write("deadly", (folder / "deadly.py").read_text())
        await bench.start(marker=Marker(folder / "running"), crashes=book)
        await asyncio.sleep(0.05)
        print(await bench.says(), bench.status("deadly").state)
        await bench.stop()
        await store.close()

    asyncio.run(main(Path(sys.argv[1])))
"""
DEADLY = {
    "import": "import os\nos._exit(3)",
    "task": """
from shopbell import hookimpl
import asyncio, os
async def die():
    await asyncio.sleep(0)
    os._exit(3)
@hookimpl
def shopbell_skills(scope):
    scope.spawn(die)
    return []
""",
}


@pytest.mark.parametrize("code", DEADLY.values(), ids=list(DEADLY))
def test_the_third_start_runs_without_what_ended_the_process_twice(tmp_path: Path, code: str) -> None:
    (tmp_path / "deadly.py").write_text(code)

    runs = [
        subprocess.run(
            [sys.executable, "-c", textwrap.dedent(HOST), str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(3)
    ]

    assert [run.returncode for run in runs] == [3, 3, 0], runs[-1].stderr
    assert runs[2].stdout == "WORDS quarantined\n"


def test_the_cores_own_silence_is_left_alone() -> None:
    told: list[str] = []
    dog = Watchdog(lambda plugin, seconds: told.append(plugin), silence=0.05)
    dog.start()
    try:
        time.sleep(0.6)
        dog.beat()
    finally:
        dog.stop()

    assert told == []


def test_marks_survive_the_end_of_the_process(tmp_path: Path) -> None:
    code = f"""
        import os
        from pathlib import Path
        from shopbell.plugin_host.marker import Marker
        marker = Marker(Path({str(tmp_path / "running")!r}))
        marker.know("greet", "a1"); marker.know("faq", "b2")
        done = marker.enter("greet", 5)
        marker.enter("faq", 6)
        marker.leave(done)
        os._exit(1)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)

    assert read_marks(tmp_path / "running") == [Mark("faq", "b2", 6)]


def test_a_clean_end_leaves_no_marks(tmp_path: Path) -> None:
    marker = Marker(tmp_path / "running")
    marker.know("greet", "a1")
    marker.enter("greet", 5)
    marker.close()

    assert read_marks(tmp_path / "running") == []
    assert read_marks(tmp_path / "nothing") == []


def test_more_work_than_slots_is_no_trouble(tmp_path: Path) -> None:
    marker = Marker(tmp_path / "running")
    marker.know("greet", "a1")

    slots = [marker.enter("greet", turn) for turn in range(1, SLOTS + 50)]
    for slot in slots:
        marker.leave(slot)
    marker.enter("greet", 9)

    assert read_marks(tmp_path / "running") == [Mark("greet", "a1", 9)]


def test_only_the_same_work_twice_in_a_row_convicts(tmp_path: Path) -> None:
    book = Crashes(tmp_path / "crashes.json")
    book.note([Mark("greet", "a1", 5), Mark("faq", "b2", 6)])
    book = Crashes(tmp_path / "crashes.json")
    book.note([Mark("greet", "a1", 7)])
    assert book.guilty == {}

    book = Crashes(tmp_path / "crashes.json")
    book.note([Mark("greet", "a1", 7)])

    assert book.guilty == {"greet": "a1"}
    assert Crashes(tmp_path / "crashes.json").guilty == {"greet": "a1"}
