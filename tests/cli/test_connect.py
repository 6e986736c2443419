"""``shopbell connect`` sets a channel up, and ``shopbell doctor`` says what is wrong with one."""

import asyncio
import json
import threading
import tomllib
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shopbell.cli import main
from shopbell.testing import Answer, Asked, Platform
from shopbell.testing.storage import storage_table
from tests.cli.terminal import terminal
from tests.plugins.telegram_house import obliging, refusal
from tests.stores.traces import traces

pytestmark = pytest.mark.storage

TOKEN = "123456:" + "Ab1_" * 8
TOML = """\
# The corner bakery.
[shop]
name = "Bakery"
currency = "EUR"
languages = ["en"]
time_zone = "Europe/Berlin"

[plugins.shopbell_telegram]
base_url = "{url}"  # of the test
"""


class Telegram:
    """The Bot API in a thread of its own, and a shop's folder that knows where it is."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform, self.folder = platform, folder
        self.hook: dict[str, Any] = {"url": ""}

    def answer(self, asked: Asked) -> Answer:
        method = asked.path.rsplit("/", 1)[-1]
        if f"/bot{TOKEN}/" not in asked.path:
            return refusal(401, "Unauthorized")
        if method == "getWebhookInfo":
            return Answer(body={"ok": True, "result": self.hook})
        if method == "getUpdates":
            chat = {"id": 7, "type": "private"}
            return Answer(body={"ok": True, "result": [{"update_id": 1, "message": {"message_id": 1, "chat": chat}}]})
        return obliging(asked)

    def run(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, [*words, "--config", str(self.folder)], input=typed)

    def connect(self, *words: str, typed: str = TOKEN + "\n") -> Result:
        return self.run("connect", "telegram", *words, typed=typed)

    def called(self, method: str) -> list[dict[str, Any]]:
        return [asked.json() for asked in self.platform.asked if asked.path.endswith(f"/{method}")]

    @property
    def table(self) -> dict[str, Any]:
        return dict(tomllib.loads((self.folder / "shopbell.toml").read_text())["plugins"]["shopbell_telegram"])

    def examined(self) -> list[str]:
        """What the doctor says is wrong with Telegram."""
        rows = [json.loads(line) for line in self.run("doctor", "--json").stdout.splitlines()]
        return [row["says"] for row in rows if row["check"] == "telegram" and row["state"] == "wrong"]


@contextmanager
def in_a_thread(platform: Platform) -> Iterator[None]:
    """The command has a loop of its own."""
    loop, opened, closed = asyncio.new_event_loop(), Future[None](), asyncio.Event()

    async def work() -> None:
        async with platform:
            opened.set_result(None)
            await closed.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()))
    thread.start()
    try:
        opened.result(10)
        yield
    finally:
        loop.call_soon_threadsafe(closed.set)
        thread.join(10)
        loop.close()


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[Telegram]:
    platform = Platform(lambda asked: house.answer(asked))
    house = Telegram(platform, tmp_path)
    with in_a_thread(platform):
        (tmp_path / "shopbell.toml").write_text(TOML.format(url=platform.url) + storage_table(tmp_path / "data"))
        yield house


def test_what_can_be_connected_is_listed(telegram: Telegram) -> None:
    (telegram.folder / "shopbell.toml").write_text(TOML.partition("[plugins")[0])

    listed = [json.loads(line) for line in telegram.run("connect", "--json").stdout.splitlines()]

    assert {"telegram": False}.items() <= {row["channel"]: row["enabled"] for row in listed}.items()
    assert all(row["connects"] for row in listed)


def test_an_owner_at_a_terminal_is_guided_and_what_they_type_is_hidden_and_kept(telegram: Telegram) -> None:
    with terminal("connect", "telegram", "--config", str(telegram.folder)) as owner:
        owner.expects("open a chat with @BotFather")
        owner.expects("Token:")
        owner.types(TOKEN)
        owner.expects("Telegram knows this bot as @shop_bot.")
        owner.expects("press Start there, then Enter here")
        owner.types("")
        owner.expects("the test message was sent")
        code = owner.ends()

    assert code == 0
    assert TOKEN not in owner.shown
    assert telegram.table["bots"]["default"] == {"token": {"store": "telegram"}, "mode": "poll"}
    assert [sent["chat_id"] for sent in telegram.called("sendMessage")] == [7]
    with terminal("connect", "telegram", "--no-test", "--config", str(telegram.folder)) as owner:
        owner.expects("(Enter keeps the one that is stored):")
        owner.types("")
        owner.expects("@shop_bot is connected")
        assert owner.ends() == 0


def test_a_token_that_is_mistyped_at_a_terminal_is_told_and_nothing_is_written(telegram: Telegram) -> None:
    before = (telegram.folder / "shopbell.toml").read_text()
    with terminal("connect", "telegram", "--config", str(telegram.folder)) as owner:
        owner.expects("Token:")
        owner.types("12:34")
        owner.expects("this is no token of a bot")
        assert owner.ends() == 1

    assert (telegram.folder / "shopbell.toml").read_text() == before


def test_a_bot_is_connected_without_a_public_address(telegram: Telegram) -> None:
    telegram.hook = {"url": "https://old.example/hook"}

    result = telegram.connect("--json")

    assert result.exit_code == 0, result.output
    done = json.loads(result.stdout)
    assert (done["username"], done["mode"], done["webhook"], done["test"]) == ("shop_bot", "poll", None, "sent")
    assert telegram.table["bots"]["default"] == {"token": {"store": "telegram"}, "mode": "poll"}
    assert telegram.table["enabled"] is True
    text = (telegram.folder / "shopbell.toml").read_text()
    assert "# The corner bakery." in text
    assert "# of the test" in text
    assert [sent["chat_id"] for sent in telegram.called("sendMessage")] == [7]
    assert len(telegram.called("deleteWebhook")) == 1
    assert all("offset" not in asked for asked in telegram.called("getUpdates"))  # the shop still gets it
    assert TOKEN not in result.output + text
    assert traces(telegram.folder / "data", TOKEN) == []


def test_a_webhook_is_set_with_a_secret(telegram: Telegram) -> None:
    result = telegram.connect("--url", "https://chat.shop.example/", "--test-to", "9")

    assert result.exit_code == 0, result.output
    (hook,) = telegram.called("setWebhook")
    assert hook["url"] == "https://chat.shop.example/hooks/shopbell_telegram/default"
    assert len(hook["secret_token"]) == 64
    assert "callback_query" in hook["allowed_updates"]
    assert telegram.table["bots"]["default"]["mode"] == "webhook"


def test_connecting_again_keeps_the_token(telegram: Telegram) -> None:
    telegram.connect("--no-test")

    again = telegram.connect("--no-test", "--json", typed="\n")

    assert again.exit_code == 0, again.output
    assert json.loads(again.stdout)["changed"] is False


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        ((), "123456:" + "wrong-" * 6, "Telegram does not accept the token"),
        ((), "hello", "this is no token of a bot"),
        (("--mode", "webhook"), TOKEN, "a webhook needs the shop's public address"),
        (("--url", "https://shop.example:9999", "--mode", "webhook"), TOKEN, "a webhook needs"),
        (("--bot", "My Bot"), TOKEN, "is no name for a bot"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(
    telegram: Telegram, words: tuple[str, ...], typed: str, told: str
) -> None:
    before = (telegram.folder / "shopbell.toml").read_text()

    result = telegram.connect(*words, typed=typed)

    assert result.exit_code == 1
    assert told in result.output
    assert typed not in result.output
    assert (telegram.folder / "shopbell.toml").read_text() == before


def test_nobody_to_test_with_is_told(telegram: Telegram) -> None:
    telegram.platform.misbehaves(
        refusal(400, "Bad Request: chat not found"), only=lambda asked: asked.path.endswith("sendMessage")
    )

    result = telegram.connect("--test-to", "9")

    assert result.exit_code == 0
    assert "no test message: this person has not pressed Start" in result.output


# ---- doctor -----------------------------------------------------------------------------------------------------


def test_a_bot_in_order_is_told_so(telegram: Telegram) -> None:
    telegram.connect("--no-test")

    assert telegram.examined() == []
    assert "telegram: it answers" in telegram.run("doctor").output


@pytest.mark.parametrize(
    ("hook", "told"),
    [
        ({"url": ""}, "was not told where to call"),
        ({"url": "https://else.example/x"}, "calls another address for the bot default (else.example)"),
        (
            {
                "url": "https://chat.shop.example/hooks/shopbell_telegram/default",
                "last_error_message": "Connection refused",
                "pending_update_count": 3,
            },
            "could not reach the shop for the bot default (Connection refused; 3 messages wait)",
        ),
        ({"url": "https://chat.shop.example/hooks/shopbell_telegram/default"}, ""),
    ],
)
def test_the_doctor_looks_at_the_webhook(telegram: Telegram, hook: dict[str, Any], told: str) -> None:
    telegram.connect("--no-test", "--url", "https://chat.shop.example")
    telegram.hook = hook

    wrong = telegram.examined()

    assert len(wrong) == bool(told)
    assert told in " ".join(wrong)


def test_the_doctor_tells_a_token_that_is_refused(telegram: Telegram) -> None:
    telegram.connect("--no-test")
    telegram.platform.misbehaves(refusal(401, "Unauthorized"))

    (wrong,) = telegram.examined()

    assert "does not accept the token" in wrong
    assert "shopbell connect telegram" in wrong
