"""Every fixture of Telegram: what comes in, what goes out, what its refusals mean; judged by python-telegram-bot."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import telegram

from shopbell import DeliveryError
from shopbell.testing import Answer, TestShop
from tests.plugins.platform_fixtures import FIXTURES, as_reply, cases, check, one, signature
from tests.plugins.telegram_house import HEADER, SECRET, TelegramHouse, calls, telegram_house


@pytest.fixture
async def house(shop: TestShop) -> AsyncIterator[TelegramHouse]:
    """A shop with one bot that is called."""
    async with telegram_house(shop) as house:
        yield house


@pytest.mark.parametrize("fixture", cases("telegram", "in_"))
async def test_what_comes_in_is_understood(house: TelegramHouse, fixture: dict[str, Any]) -> None:
    request = fixture["request"]
    assert telegram.Update.de_json(request["body"], None) is not None

    status, said = await house.brings(request["body"], secret=request["headers"][HEADER])
    again, _ = await house.brings(request["body"], secret=request["headers"][HEADER])

    assert status == again == fixture.get("answer", {"status": 200})["status"]
    heard = [*await house.shop.heard("telegram"), *await house.shop.reported("telegram")]
    # ``dedupe``: brought twice, it is there once. Messages have a key of their own, by which an edit finds them.
    for found, expected in zip(heard, fixture["expect"], strict=True):
        check(found, expected, "dedupe", "must_ack")
        if "must_ack" in expected:
            assert said["method"] == expected["must_ack"]


@pytest.mark.parametrize("fixture", [case for case in cases("telegram", "out_") if "_callback" not in str(case.id)])
async def test_what_goes_out_is_what_telegram_expects(house: TelegramHouse, fixture: dict[str, Any]) -> None:
    house.refuses(Answer(fixture["response"]["status"], fixture["response"]["body"]))

    if fixture["intent"]["type"] == "typing":
        await house.shop.running.host.epoch.channels["telegram"].typing("default", "111222333")
    else:
        await house.shop.deliver("telegram", as_reply(fixture["intent"]), address="111222333")

    (asked,) = calls(house.platform)
    assert fixture["request"]["url"].endswith(asked.path)
    assert asked.headers["Content-Type"] == "application/json"
    assert asked.json() == fixture["request"]["body"]
    if markup := asked.json().get("reply_markup"):
        kind = telegram.InlineKeyboardMarkup if "inline_keyboard" in markup else telegram.ReplyKeyboardMarkup
        assert kind.de_json(markup, None).to_dict() == markup


async def test_a_tapped_button_is_answered_when_news_are_asked_for(shop: TestShop) -> None:
    tap, ack = one("telegram", "in_callback_query"), one("telegram", "out_answer_callback")
    async with telegram_house(shop, mode="poll") as house:
        house.platform.misbehaves(
            Answer(body={"ok": True, "result": [tap["request"]["body"]]}),
            only=lambda asked: asked.path.endswith("getUpdates"),
        )

        (asked,) = await house.platform.wait_for(1, only=lambda asked: asked.path.endswith("answerCallbackQuery"))

    assert ack["request"]["url"].endswith(asked.path)
    assert asked.json() == ack["request"]["body"]


@pytest.mark.parametrize("fixture", [case for case in cases("telegram", "err_") if "migrated" not in str(case.id)])
async def test_a_refusal_has_its_class(house: TelegramHouse, fixture: dict[str, Any]) -> None:
    house.refuses(Answer(fixture["response"]["status"], fixture["response"]["body"]))

    with pytest.raises(DeliveryError) as refused:
        await house.shop.deliver("telegram", as_reply(fixture["intent"]), address="111222333")

    assert calls(house.platform)[0].json() == fixture["request"]["body"]
    assert refused.value.kind == fixture["result"]["class"]
    assert refused.value.retry_after == fixture["result"].get("retry_after")


async def test_a_group_that_moved_gets_the_message_at_its_new_place(house: TelegramHouse) -> None:
    moved = one("telegram", "err_migrated")
    house.refuses(Answer(moved["response"]["status"], moved["response"]["body"]))

    for _ in range(2):
        await house.shop.deliver("telegram", as_reply(moved["intent"]), thread="-5")

    asked = [call.json()["chat_id"] for call in calls(house.platform)]
    assert asked == [-5, int(moved["result"]["new_chat"]), int(moved["result"]["new_chat"])]


async def test_the_secret_of_the_vector_opens_the_door_and_no_flipped_byte_does(house: TelegramHouse) -> None:
    vector = signature("telegram_secret_token")
    assert (vector["header"], vector["secret"]) == (HEADER, SECRET)
    said = one("telegram", "in_text")["request"]["body"]

    for place in range(len(vector["value"])):
        flipped = vector["value"][:place] + chr(ord(vector["value"][place]) ^ 1) + vector["value"][place + 1 :]
        assert (await house.brings(said, secret=flipped))[0] == 403
    assert await house.shop.heard("telegram") == []
    assert (await house.brings(said, secret=vector["value"]))[0] == 200
    assert len(await house.shop.heard("telegram")) == 1


@pytest.mark.parametrize(
    ("channel", "kinds"), [("telegram", ("in", "out", "err")), ("email", ("in", "out")), ("rest", ("out",))]
)
def test_no_fixture_is_left_out(channel: str, kinds: tuple[str, ...]) -> None:
    if not FIXTURES.exists():
        pytest.skip("the fixtures lie beside the project, not in it")
    tried = {case.id for kind in kinds for case in cases(channel, f"{kind}_")}

    assert tried == {path.stem for path in (FIXTURES / channel).iterdir()}
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    for kind in kinds:  # those of a kind are all tried, or each by its name
        names = {case.id for case in cases(channel, f"{kind}_")}
        all_of_them = f'cases("{channel}", "{kind}_")' in tests
        assert all_of_them or all(f'one("{channel}", "{name}")' in tests for name in names), kind
