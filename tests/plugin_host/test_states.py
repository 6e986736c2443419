"""Each plugin is in a state, for a reason that a shop owner understands."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from shopbell.errors import ConfigError
from shopbell.plugin_host.marker import Crashes, Marker, read_marks
from tests.plugin_host.bench import Bench

Greeting = Callable[[str], str]

NOT_READY = """
    from contextlib import asynccontextmanager
    from pathlib import Path
    from shopbell import NotReadyError, hookimpl
    @hookimpl
    @asynccontextmanager
    async def shopbell_lifespan(scope):
        if not Path({path!r}).exists():
            raise NotReadyError("the till is not switched on")
        yield
"""
PROVIDER = """
    from shopbell import hookimpl
    @hookimpl
    def shopbell_services(scope): return {"stock": 12}
"""
USER = """
    from shopbell import Intent, Reply, hookimpl, skill
    @skill(Intent("stock", {"en": ["how many"]}))
    async def stock(turn): return Reply(text=str(SCOPE.service("stock")))
    @hookimpl
    def shopbell_skills(scope):
        global SCOPE
        SCOPE = scope
        assert scope.service("stock") == 12
        return [stock]
"""
EXCLUSIVE = """
    from contextlib import asynccontextmanager
    from pathlib import Path
    from shopbell import hookimpl
    LOG = Path({log!r})
    class Poll:
        name = "poll"
        exclusive = True
        @asynccontextmanager
        async def run(self, inbox):
            {first}
            with LOG.open("a") as log: log.write("{version} in\\n")
            yield
            with LOG.open("a") as log: log.write("{version} out\\n")
        async def send(self, message): ...
    @hookimpl
    def shopbell_channels(scope): return [Poll()]
"""


async def test_switched_off_and_on_in_the_configuration(bench: Bench, greeting: Greeting) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start()

    off = await bench.configure("greet", enabled=False)
    assert off.state in ("stopping", "disabled")
    assert off.reason == "switched off in shopbell.toml"
    assert await bench.says() == "nobody"
    await bench.until(lambda: bench.status("greet").state == "disabled")

    on = await bench.configure("greet", enabled=True)
    assert (on.state, on.reason) == ("enabled", "")
    assert await bench.says() == "hello"


async def test_a_removed_folder_is_a_removed_plugin(bench: Bench, greeting: Greeting) -> None:
    root = bench.write("greet", greeting("hello"))
    await bench.start()

    for path in root.iterdir():
        path.unlink()
    await bench.host.settle()

    assert await bench.says() == "nobody"


async def test_safe_starts_bundled_plugins_only(bench: Bench, greeting: Greeting) -> None:
    bench.write("greet", greeting("hello"))

    await bench.start(safe=True)

    assert bench.status("greet").state == "disabled"
    assert "--safe" in bench.status("greet").reason


async def test_a_wrong_setting_is_refused_with_its_name(bench: Bench, greeting: Greeting) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start()

    status = await bench.configure("greet", volume=11)

    assert status.state == "enabled"  # with the settings before
    assert "volume" in status.reason
    assert await bench.says() == "hello"


async def test_changed_settings_make_a_new_generation_and_a_changed_order_does_not(
    bench: Bench, greeting: Greeting
) -> None:
    bench.write(
        "greet",
        """
        from shopbell import Intent, Reply, Settings, hookimpl
        class Own(Settings, frozen=True, kw_only=True):
            words: str = "hello"
        class Greet:
            name = "greet"
            intents = (Intent("greet"),)
            def __init__(self, words): self.words = words
            async def answer(self, turn): return Reply(text=self.words)
        @hookimpl
        def shopbell_skills(scope): return [Greet(scope.settings(Own).words)]
        """,
    )
    bench.write("other", greeting("other").replace('"greet"', '"other"'))
    await bench.start()

    first = await bench.configure("greet", words="good morning")
    assert await bench.says() == "good morning"

    second = await bench.configure("greet", words="good morning", order=500)
    assert second.generation == first.generation
    assert [entry.plugin for entry in bench.host.epoch.skills] == ["other", "greet"]
    assert bench.host.epoch.skill_of["greet"].order == 500


async def test_why_a_plugin_was_not_taken_over_is_told_once(bench: Bench) -> None:
    bench.write("greet", "import nothing_of_the_kind\n")
    with capture_logs() as lines:
        await bench.start()
        await bench.host.settle()

    told = [line for line in lines if line["event"] == "plugin not taken over"]
    assert [(line["plugin"], line["log_level"]) for line in told] == [("greet", "warning")]


async def test_what_is_not_ready_is_tried_again(bench: Bench, tmp_path: Path) -> None:
    till = tmp_path / "till"
    bench.write("till", NOT_READY.format(path=str(till)))
    await bench.start()
    status = bench.status("till")
    assert (status.state, status.reason, status.traceback) == ("retrying", "the till is not switched on", "")

    till.touch()

    await bench.until(lambda: bench.status("till").state == "enabled")


async def test_a_required_plugin_comes_first_and_cannot_be_switched_off(bench: Bench) -> None:
    bench.write("asks", USER, manifest='requires = ["warehouse"]')
    await bench.start()
    assert bench.status("asks").state == "failed"
    assert bench.status("asks").reason == "needs the plugin warehouse, which is not installed"

    bench.write("warehouse", PROVIDER)
    await bench.host.settle()
    await bench.host.settle()
    assert await bench.says("stock") == "12"

    status = await bench.configure("warehouse", enabled=False)
    assert (status.state, status.reason) == ("enabled", "cannot be switched off: asks needs it")
    assert await bench.says("stock") == "12"

    await bench.configure("asks", enabled=False)
    await bench.host.settle()
    assert bench.status("warehouse").state == "disabled"


async def test_a_reloaded_service_is_seen_without_reloading_its_users(bench: Bench) -> None:
    bench.write("warehouse", PROVIDER)
    bench.write("asks", USER, manifest='requires = ["warehouse"]')
    await bench.start()
    before = bench.status("asks").generation

    bench.write("warehouse", PROVIDER.replace("12", "13"))
    await bench.host.settle()

    assert await bench.says("stock") == "13"
    assert bench.status("asks").generation == before


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("", "", "the intent greet is provided by a already"),
        ('prefixes = ["/till"]', 'prefixes = ["/till/x"]', "the path /till/x is claimed by a (/till)"),
    ],
)
async def test_the_later_of_two_claimants_fails(
    bench: Bench, greeting: Greeting, one: str, other: str, said: str
) -> None:
    bench.write("a", greeting("first"), manifest=one)
    bench.write("b", greeting("second") if not one else PROVIDER, manifest=other)

    await bench.start()

    assert await bench.says() == "first"
    assert bench.status("b").state == "failed"
    assert said in bench.status("b").reason


async def test_an_exclusive_channel_is_left_before_the_next_one_enters(bench: Bench, tmp_path: Path) -> None:
    log = tmp_path / "log"
    bench.write("poll", EXCLUSIVE.format(log=str(log), version=1, first="pass"))
    await bench.start()

    bench.write("poll", EXCLUSIVE.format(log=str(log), version=2, first="pass"))
    await bench.host.settle()
    assert log.read_text().split("\n")[:-1] == ["1 in", "1 out", "2 in"]

    bench.write("poll", EXCLUSIVE.format(log=str(log), version=3, first="1 / 0"))
    await bench.host.settle()
    assert log.read_text().split("\n")[3:-1] == ["2 out", "2 in"]
    assert "ZeroDivisionError" in bench.status("poll").reason
    assert bench.status("poll").state == "enabled"


async def test_a_failing_plugin_is_taken_out_and_asked_again_after_a_pause(bench: Bench, greeting: Greeting) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start()
    breaker = bench.host.epoch.skill_of["greet"].breaker

    for _ in range(6):
        breaker.failed("ZeroDivisionError: division by zero")
    assert await bench.says() == "nobody"
    assert bench.status("greet").state == "quarantined"
    assert "it failed too often; last: ZeroDivisionError" in bench.status("greet").reason

    breaker.until = 0.0
    await bench.host.settle()
    assert await bench.says() == "hello"


async def test_a_saved_remedy_ends_the_quarantine_at_once(bench: Bench, greeting: Greeting) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start()
    for _ in range(6):
        bench.host.epoch.skill_of["greet"].breaker.failed("no")

    bench.write("greet", greeting("mended"))
    await bench.host.settle()

    assert await bench.says() == "mended"
    assert bench.status("greet").state == "enabled"


async def test_an_unknown_plugin_cannot_be_reloaded(bench: Bench, greeting: Greeting) -> None:
    bench.write("greet", greeting("hello"))
    await bench.start()

    with pytest.raises(ConfigError, match="did you mean greet"):
        await bench.host.reload("gret")


async def test_the_third_start_after_two_crashes_in_one_turn_runs_without_the_culprit(
    bench: Bench, greeting: Greeting, tmp_path: Path
) -> None:
    bench.write("greet", greeting("hello"))
    running, crashes = tmp_path / "running", tmp_path / "crashes.json"
    for _ in range(2):
        book = Crashes(crashes)
        book.note(read_marks(running))
        marker = Marker(running)
        await bench.start(marker=marker, crashes=book)
        assert await bench.says() == "hello"
        marker.enter("greet", 77)  # and here the process ends, without a word
        await bench.stop()

    book = Crashes(crashes)
    book.note(read_marks(running))
    await bench.start(marker=Marker(running), crashes=book)

    assert bench.status("greet").state == "quarantined"
    assert "the shop ended twice" in bench.status("greet").reason
    assert await bench.says() == "nobody"

    assert (await bench.host.reload("greet")).state == "enabled"
    assert json.loads(crashes.read_text())["guilty"] == {}
