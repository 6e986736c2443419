"""Plugins that raise, hang, block and lie: the others answer, the state and the reason are shown."""

import asyncio
from collections.abc import Callable

import pytest

from shopbell.plugin_host import deadline, held, loading, scope
from tests.plugin_host.bench import Bench

RAISING = {
    "ZeroDivisionError": "ZeroDivisionError('no')",
    "BaseException": "BaseException('no')",
    "SystemExit": "SystemExit(3)",
    "KeyboardInterrupt": "KeyboardInterrupt()",
    "RecursionError": "RecursionError('no')",
    "CancelledError": "__import__('asyncio').CancelledError()",
}
PLACES = {
    "import": "raise {error}",
    "hook": """
        from shopbell import hookimpl
        @hookimpl
        def shopbell_skills(scope):
            raise {error}
    """,
    "lifespan": """
        from contextlib import asynccontextmanager
        from shopbell import hookimpl
        @hookimpl
        @asynccontextmanager
        async def shopbell_lifespan(scope):
            raise {error}
            yield
    """,
    "channel": """
        from contextlib import asynccontextmanager
        from shopbell import hookimpl
        class Broken:
            name = "broken"
            @asynccontextmanager
            async def run(self, inbox):
                raise {error}
                yield
            async def send(self, message): ...
        @hookimpl
        def shopbell_channels(scope):
            return [Broken()]
    """,
}


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that died is started again at once."""
    monkeypatch.setattr(scope, "FIRST_PAUSE", 0.001)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deadlines of half a second instead of ten; good plugins have to keep them, too, on a busy machine."""
    monkeypatch.setattr(loading, "LOAD_SECONDS", 0.5)
    monkeypatch.setattr(deadline, "INTERRUPT_PAUSE", 0.05)
    monkeypatch.setattr(held, "ENTER_SECONDS", 0.5)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("error", RAISING)
async def test_what_raises_fails_alone(bench: Bench, greeting: Callable[[str], str], place: str, error: str) -> None:
    bench.write("greet", greeting("hello"))
    bench.write("bad", PLACES[place].format(error=RAISING[error]))

    await bench.start()

    assert await bench.says() == "hello"
    status = bench.status("bad")
    assert status.state == "failed"
    assert status.reason
    if error != "CancelledError":  # in tasks it looks like the end of the task
        assert error in status.reason
        assert "Traceback" in status.traceback


ENDLESS = {
    "busy import": "while True: pass",
    "stubborn import": "while True:\n    try:\n        while True: pass\n    except Exception: pass",
    "sleeping import": "import time\ntime.sleep(2)",
    "busy hook": """
        from shopbell import hookimpl
        @hookimpl
        def shopbell_skills(scope):
            while True: pass
    """,
    "endless contributions": """
        from shopbell import hookimpl
        @hookimpl
        def shopbell_skills(scope):
            while True: yield scope
    """,
    "hanging lifespan": """
        import asyncio
        from contextlib import asynccontextmanager
        from shopbell import hookimpl
        @hookimpl
        @asynccontextmanager
        async def shopbell_lifespan(scope):
            await asyncio.sleep(3600)
            yield
    """,
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("code", ENDLESS.values(), ids=list(ENDLESS))
async def test_what_never_ends_is_given_up(bench: Bench, greeting: Callable[[str], str], code: str) -> None:
    bench.write("greet", greeting("hello"))
    bench.write("endless", code)

    await bench.start()
    answer = await bench.says()
    await bench.host.settle()

    assert answer == "hello"
    status = bench.status("endless")
    if "yield scope" in code:
        assert status.state == "failed"
    else:
        assert "0.5 s" in status.reason or "TimeoutError" in status.reason
    assert status.state in ("failed", "retrying")


LIES = {
    "nothing": ("shopbell_skills", "None", "shopbell_skills returned nothing"),
    "a word": ("shopbell_skills", "'skill'", "shopbell_skills returned a str"),
    "a number": ("shopbell_channels", "7", "shopbell_channels returned a int"),
    "a foreign object": ("shopbell_skills", "[object()]", "object is no Skill: it has no"),
    "a class": ("shopbell_policies", "[Thing]", "is a class, not an object"),
    "a nameless policy": ("shopbell_policies", "[Nameless()]", "the name of a Nameless must be text"),
    "a list of services": ("shopbell_services", "['x']", "not a mapping"),
}


@pytest.mark.parametrize(("hook", "returned", "said"), LIES.values(), ids=list(LIES))
async def test_a_wrong_contribution_is_named(bench: Bench, hook: str, returned: str, said: str) -> None:
    bench.write(
        "liar",
        f"""
        from shopbell import hookimpl
        class Thing: ...
        class Nameless:
            name = None
            def adapt(self, turn, reply): return reply
        @hookimpl
        def {hook}(scope):
            return {returned}
        """,
    )

    await bench.start()

    assert bench.status("liar").state == "failed"
    assert said in bench.status("liar").reason


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import shopbell_faq", "use scope.service"),
        ("import nowhere_to_be_found", "No module named 'nowhere_to_be_found'"),
        ("x = 1", "it implements no hook"),
        ("from shopbell import hookimpl\n@hookimpl\ndef shopbell_skill(scope): ...", "did you mean shopbell_skills?"),
        ("def shopbell_skills(scope): ...", "shopbell_skills lacks @hookimpl"),
        ("from shopbell import hookimpl\n@hookimpl\ndef shopbell_skills(ctx): ...", "ctx"),
        ("from shopbell import hookimpl\n@hookimpl\nasync def shopbell_skills(scope): ...", "must not be async"),
        (
            "import asyncio\nasync def f(): asyncio.create_task(f())",
            "__init__.py:2: asyncio.create_task: use scope.spawn",
        ),
        ("from threading import Thread as T\nT(target=print).start()", "threading.Thread: use scope.spawn"),
        ("import json\njson.dumps = None", "changing another module cannot be undone"),
        ("import strange.models", "relatively"),
    ],
)
async def test_code_that_cannot_work_says_why(bench: Bench, code: str, said: str) -> None:
    bench.write("strange", code)

    await bench.start()

    assert bench.status("strange").state == "failed"
    assert said in bench.status("strange").reason


async def test_a_missing_package_is_named_with_the_line_that_installs_it(bench: Bench) -> None:
    bench.write("qr", manifest='dependencies = ["surely-not-installed>=2"]')

    await bench.start()

    assert bench.status("qr").state == "failed"
    assert "pip install 'surely-not-installed>=2'" in bench.status("qr").reason


async def test_a_task_that_keeps_dying_is_started_again_and_then_taken_out(
    bench: Bench, greeting: Callable[[str], str]
) -> None:
    bench.write("greet", greeting("hello"))
    bench.write(
        "dying",
        """
        from shopbell import Intent, Reply, hookimpl, skill
        @skill(Intent("die", {"en": ["die"]}))
        async def die(turn): return Reply(text="alive")
        async def task(): raise SystemExit("oh")
        @hookimpl
        def shopbell_skills(scope):
            scope.spawn(task)
            return [die]
        """,
    )
    await bench.start()

    await bench.until(lambda: bench.status("dying").state == "quarantined")

    assert await bench.says("die") == "nobody"
    assert await bench.says() == "hello"
    assert "its background tasks kept dying; last: SystemExit: oh" in bench.status("dying").reason
    assert "Traceback" in bench.status("dying").traceback


async def test_a_failing_migration_leaves_the_old_one_answering(bench: Bench, greeting: Callable[[str], str]) -> None:
    migrated = (
        "\nfrom shopbell import Migration\n@hookimpl\ndef shopbell_migrations():\n    return [Migration(1, SQL)]\n"
    )
    bench.write("greet", greeting("old"))
    await bench.start()

    for sql, said in (
        ("CREATE TABLE p_greet_seen (id {ID}) {STRICT}; SELEKT", "migration 1 failed"),
        ("CREATE TABLE customer2 (id {ID})", "p_greet_* only, not customer2"),
        ("DROP TABLE p_greet_seen", "steps only add"),
    ):
        code = bench.code(greeting("new")) + migrated.replace("SQL", repr(sql))
        bench.write("greet", code)
        await bench.host.settle()
        assert await bench.says() == "old"
        assert said in bench.status("greet").reason

    good = "CREATE TABLE p_greet_seen (id {ID}) {STRICT}"
    bench.write("greet", bench.code(greeting("new")) + migrated.replace("SQL", repr(good)))
    await bench.host.settle()
    assert await bench.says() == "new"
    assert await bench.store.fetch("SELECT * FROM p_greet_seen") == []


async def test_a_half_written_file_is_not_loaded(bench: Bench, greeting: Callable[[str], str]) -> None:
    root = bench.write("greet", greeting("old"))
    await bench.start(watch=True)
    whole = bench.code(greeting("new")) + "# the end\n" * 2_000

    with (root / "__init__.py").open("w") as file:
        for at in range(0, len(whole), len(whole) // 6):
            file.write(whole[at : at + len(whole) // 6])
            file.flush()
            await asyncio.sleep(0.005)
    await bench.until_says("new")

    assert len(bench.epochs) == 2
