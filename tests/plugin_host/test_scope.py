"""What a plugin does through its scope belongs to it, and goes with it."""

import asyncio
from pathlib import Path

import anyio
import pytest

from shopbell.contracts import Write
from shopbell.errors import ConfigError, Conflict, LoadError
from shopbell.plugin_host.content import edit_content, read_content
from shopbell.plugin_host.manifest import Manifest
from shopbell.plugin_host.own_data import NotYours, OwnKeyValues, OwnTables, check_own
from shopbell.text import Text
from tests.plugin_host.bench import Bench

pytestmark = pytest.mark.storage

ORDERED = """
    from contextlib import asynccontextmanager
    from pathlib import Path
    from shopbell import hookimpl
    def note(word):
        with Path({log!r}).open("a") as log: log.write(word + " ")
    class Post:
        name = "post"
        @asynccontextmanager
        async def run(self, inbox):
            note("run")
            yield
            note("left")
        async def send(self, message): ...
    @hookimpl
    def shopbell_channels(scope):
        scope.undo(lambda: note("first"))
        scope.undo(lambda: 1 / 0)
        return [Post()]
    @hookimpl
    @asynccontextmanager
    async def shopbell_lifespan(scope):
        note("open")
        scope.undo(lambda: note("inner"))
        yield
        note("close")
"""


async def test_everything_is_undone_last_in_first_out(bench: Bench, tmp_path: Path) -> None:
    log = tmp_path / "log"
    bench.write("post", ORDERED.format(log=str(log)))
    await bench.start()

    await bench.stop()

    assert log.read_text() == "open run left inner close first "


async def test_content_is_part_of_the_plugin(bench: Bench) -> None:
    (bench.folder / "faq").mkdir()
    (bench.folder / "faq" / "hours.md").write_text("nine")
    bench.write(
        "faq",
        """
        from shopbell import Intent, Reply, hookimpl, skill
        @hookimpl
        def shopbell_skills(scope):
            text = scope.content("faq/*.md")["faq/hours.md"].decode()
            @skill(Intent("greet"))
            async def greet(turn): return Reply(text=text)
            return [greet]
        """,
        manifest='content = ["faq/*.md"]',
    )
    await bench.start(watch=True)
    assert await bench.says() == "nine"

    (bench.folder / "faq" / "hours.md").write_text("ten o'clock")

    await bench.until_says("ten o'clock")


async def test_closing_the_shop_does_not_wait_for_files_to_be_saved(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    watching = asyncio.Event()

    async def watch(folders: object, changed: object, stop: anyio.Event) -> None:
        watching.set()
        with anyio.CancelScope(shield=True):  # as the thread does that waits for the system's notices
            await stop.wait()

    monkeypatch.setattr("shopbell.plugin_host.host.watch_folders", watch)
    bench.write("greet")
    await bench.start(watch=True)
    await watching.wait()

    async with asyncio.timeout(20):
        await bench.stop()


async def test_a_translated_plugin_brings_its_catalogues(bench: Bench) -> None:
    root = bench.write("greet")
    (root / "locales").mkdir()
    (root / "locales" / "de.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "hello"\nmsgstr "hallo"\n'
    )

    await bench.start()

    assert bench.host.epoch.catalogues["greet"]["de"].find(Text("hello")) == "hallo"


async def test_key_values_survive_and_belong_to_one_plugin(bench: Bench) -> None:
    mine, theirs = OwnKeyValues("mine", bench.store), OwnKeyValues("theirs", bench.store)

    await mine.put("seen%", {"count": [1, 2]})
    await mine.put("seen/2", 5)
    await mine.put("other", b"x")
    await theirs.put("seen/2", "another")

    assert await mine.get("seen%") == {"count": [1, 2]}
    assert await mine.keys("seen") == ["seen%", "seen/2"]
    await mine.put("seen/2", None)
    assert await mine.get("seen/2", "gone") == "gone"
    assert await theirs.get("seen/2") == "another"


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO customer VALUES (1)",
        "insert or replace into kv values (1)",
        "UPDATE turn SET x = 1",
        "DELETE FROM p_tiller_x",
        "CREATE TABLE orders (id INT)",
        "CREATE UNIQUE INDEX IF NOT EXISTS other ON p_till_x (a)",
    ],
)
def test_other_tables_are_out_of_reach(sql: str) -> None:
    with pytest.raises(NotYours):
        check_own("till", sql)


async def test_own_tables_are_written_with_guards(bench: Bench) -> None:
    bench.write(
        "till",
        """
        from shopbell import Migration, hookimpl
        @hookimpl
        def shopbell_migrations():
            return [Migration(1, "CREATE TABLE p_till_sale (id {ID}, sum {INT} NOT NULL) {STRICT}")]
        """,
    )
    await bench.start()
    tables = OwnTables("till", bench.store)

    await tables.commit(Write("INSERT INTO p_till_sale VALUES (?, ?)", (1, 250)))
    assert await tables.fetch("SELECT sum FROM p_till_sale") == [(250,)]
    with pytest.raises(Conflict):
        await tables.commit(Write("UPDATE p_till_sale SET sum = 0 WHERE id = ?", (2,), rows=1))
    with pytest.raises(NotYours):
        await tables.commit(Write("DELETE FROM customer", ()))


async def test_a_late_route_is_refused(bench: Bench) -> None:
    bench.write(
        "late",
        """
        import asyncio
        from shopbell import hookimpl
        @hookimpl
        def shopbell_services(scope): return {"scope": scope}
        """,
    )
    await bench.start()

    with pytest.raises(RuntimeError, match="a route is declared in a hook"):
        bench.host.service("scope").route("GET", "/x", None)


async def test_a_plugin_with_an_extension_says_so(bench: Bench) -> None:
    root = bench.write("fast")
    (root / "core.so").write_bytes(b"\x7fELF")
    await bench.start()
    assert 'set reload = "restart"' in bench.status("fast").reason

    bench.write("fast", manifest='reload = "restart"')
    await bench.host.settle()
    assert bench.status("fast").state == "enabled"


async def test_health_is_asked_without_arguments(bench: Bench) -> None:
    bench.write(
        "till",
        """
        from shopbell import hookimpl
        @hookimpl
        def shopbell_health(scope): return [f"{scope.name} is empty"]
        """,
    )
    await bench.start()

    assert [(plugin, list(ask())) for plugin, ask in bench.host.epoch.health] == [("till", ["till is empty"])]


FAQ = Manifest(name="faq", version="1", api=1, content=("faq/*.md", "faq/*/*.md"))


def test_a_declared_file_is_changed_in_one_step(tmp_path: Path) -> None:
    made = edit_content(tmp_path, FAQ, "faq/de/new.md", lambda before: f"{before}one\n")
    grown = edit_content(tmp_path, FAQ, "faq/de/new.md", lambda before: f"{before}two\n")

    assert (made, grown) == ("one\n", "one\ntwo\n")
    assert read_content(tmp_path, FAQ, "faq/*.md") == {"faq/de/new.md": b"one\ntwo\n"}

    edit_content(tmp_path, FAQ, "faq/de/new.md", lambda before: "")
    assert read_content(tmp_path, FAQ, "faq/*.md") == {}


def test_what_a_change_raises_leaves_the_file_alone(tmp_path: Path) -> None:
    edit_content(tmp_path, FAQ, "faq/a.md", lambda before: "old")

    def refuse(before: str) -> str:
        raise ConfigError(f"not {before}")

    with pytest.raises(ConfigError, match="not old"):
        edit_content(tmp_path, FAQ, "faq/a.md", refuse)

    assert (tmp_path / "faq" / "a.md").read_text() == "old"


@pytest.mark.parametrize(
    "path", ["shopbell.toml", "faq/../shopbell.md", "faq/a.txt", "faq/.a.md", "/etc/a.md", "faq/a/b/c.md", ""]
)
def test_no_other_file_is_within_reach(tmp_path: Path, path: str) -> None:
    with pytest.raises(LoadError, match="what its content declares"):
        edit_content(tmp_path, FAQ, path, lambda before: "mine")

    assert [*tmp_path.rglob("*.*")] == []


def test_a_file_that_is_no_text_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq" / "a.md").write_bytes(b"\xff")

    with pytest.raises(ConfigError, match=r"a\.md: cannot be read"):
        edit_content(tmp_path, FAQ, "faq/a.md", lambda before: "mine")
