"""How the shop talks in Telegram: what customers see, what Telegram is asked, and whom the shop believes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import telegram
from hypothesis import given
from hypothesis import strategies as st

from shopbell import Card, DeliveryError, File, Image, Location, Option, Reply, TextPart
from shopbell.adapt.split import measure
from shopbell.testing import Answer, TestShop
from shopbell_telegram.markup import escape, from_markdown
from tests.plugins.telegram_house import CHAT, USER, TelegramHouse, calls, refusal, telegram_house, update

ANSWERS = """
from shopbell import Intent, Option, Reply, hookimpl, skill

@skill()
async def chosen(turn):
    return Reply(text=f"Noted, {turn.text[5:]}.") if turn.text.startswith("size:") else None

@skill(Intent("size", {"en": ["which sizes"]}))
async def size(turn):
    return Reply(text="Which one?", options=[Option("Small", "size:" + "s" * 100), Option("Map", url="http://127.0.0.1/m")])

@hookimpl
def shopbell_skills(scope):
    return [size, chosen]
"""


@pytest.fixture
async def house(shop: TestShop) -> AsyncIterator[TelegramHouse]:
    """A shop with one bot that is called."""
    async with telegram_house(shop) as house:
        yield house


async def test_a_conversation_from_hello_to_done(house: TelegramHouse) -> None:
    house.shop.write_plugin("sizes", ANSWERS)
    await house.shop.enable("sizes")

    await house.brings(update(1, text="which sizes"))
    shown = (await house.platform.wait_for(2, only=lambda asked: asked.path.endswith("sendMessage")))[-1].json()
    (button,) = shown["reply_markup"]["inline_keyboard"][0]
    tap = {
        "id": "77",
        "from": USER,
        "message": {"message_id": 9, "chat": CHAT, "date": 0},
        "data": button["callback_data"],
    }
    status, said = await house.brings({"update_id": 2, "callback_query": tap})
    done = (await house.platform.wait_for(3, only=lambda asked: asked.path.endswith("sendMessage")))[-1].json()

    assert shown["text"] == "Which one?\nMap: http://127.0.0.1/m"  # a button cannot lead to this machine
    assert len(button["callback_data"].encode()) <= 64
    assert (status, said["method"]) == (200, "answerCallbackQuery")
    assert done["text"] == f"Noted, {'s' * 100}."


async def test_an_edit_before_its_turn_replaces_the_words(house: TelegramHouse) -> None:
    await house.brings(update(5, text="where is my odrer"))
    message = {"message_id": 5, "from": USER, "chat": CHAT, "date": 1763769600, "edit_date": 1763769660}
    await house.brings({"update_id": 6, "edited_message": message | {"text": "where is my order"}})

    (edit,) = await house.shop.reported("telegram")
    (heard,) = await house.shop.heard("telegram")

    assert (edit.kind, edit.about, edit.text) == ("edit", heard.key, "where is my order")
    assert "where is my order" in heard.text


async def test_who_blocks_the_bot_and_comes_back(house: TelegramHouse) -> None:
    for number, status in enumerate(("kicked", "member"), 1):
        member = {"user": {"id": 42, "is_bot": True, "first_name": "Shop"}, "status": status}
        change = {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": member, "new_chat_member": member}
        await house.brings({"update_id": number, "my_chat_member": change})

    assert [event.kind for event in await house.shop.reported("telegram")] == ["opt_out", "opt_in"]


async def test_a_group_is_no_customers_conversation(house: TelegramHouse) -> None:
    group = {"id": -100, "type": "supergroup"}
    await house.brings(update(1, text="hello all", chat=group))

    (heard,) = await house.shop.heard("telegram")

    assert (heard.audience, heard.thread) == ("group", "-100")


@pytest.mark.parametrize(
    "what",
    [
        {"message": {"message_id": 1, "from": USER | {"is_bot": True}, "chat": CHAT, "date": 1, "text": "hi"}},
        {"message": {"message_id": 1, "from": USER, "chat": CHAT, "date": 1, "pinned_message": {}}},
        {"channel_post": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "date": 1, "text": "hi"}},
        {"something_new": {"of": "next year"}},
        {},
    ],
)
async def test_what_concerns_nobody_is_passed_over(house: TelegramHouse, what: dict[str, Any]) -> None:
    status, _ = await house.brings({"update_id": 1, **what})

    assert status == 200
    assert await house.shop.heard("telegram") == await house.shop.reported("telegram") == []


@pytest.mark.parametrize("secret", [None, "", "s3cret_Token-2", "S3cret_Token-1", "ü"])
async def test_only_telegram_is_believed(house: TelegramHouse, secret: str | None) -> None:
    status, _ = await house.brings(update(1, text="hi"), secret=secret)

    assert status == 403
    assert await house.shop.heard("telegram") == []


async def test_a_secret_is_made_from_the_token_when_none_is_chosen(shop: TestShop) -> None:
    async with telegram_house(shop, webhook_secret=None) as house:
        made = house.shop.running.host.epoch.channels["telegram"].channel._channel.webhook_secrets("default")[0]  # type: ignore[attr-defined]

        assert (await house.brings(update(1, text="hi"), secret=made))[0] == 200
        assert (await house.brings(update(2, text="hi")))[0] == 403
    assert 1 <= len(made) <= 256


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"\xff", b"[" * 5_000, b'{"update_id": "1"}', b'{"update_id": 1, "message": 5}',
        b'{"update_id": 99999999999999999999}',
        b'{"update_id": 1, "message": {"message_id": 1, "date": -1, "chat": {"id": 1}}}',
    ],
)  # fmt: skip
async def test_what_is_no_update_is_refused(house: TelegramHouse, body: bytes) -> None:
    assert (await house.brings(body))[0] == 400
    assert (await house.brings(update(1, text="x"), hook="/hooks/shopbell_telegram/nobody"))[0] == 404


# ---- what goes out ----------------------------------------------------------------------------------------------


async def test_a_long_text_is_cut_as_telegram_counts(house: TelegramHouse) -> None:
    await house.shop.deliver("telegram", Reply(text="🍞" * 5_000))

    texts = [asked.json()["text"] for asked in calls(house.platform)]
    assert "".join(texts) == "🍞" * 5_000
    assert all(measure(text, "utf16") <= telegram.constants.MessageLimit.MAX_TEXT_LENGTH for text in texts)


async def test_formatting_is_telegrams_and_nothing_else(house: TelegramHouse) -> None:
    words = "**Rye** & _wheat_ <script>\n\n- [shop](https://shop.example/?a=1&b=2)\n- `x<y`\n\n1. one\n2. two"
    await house.shop.deliver("telegram", Reply(TextPart(text=words, markdown=True)))

    body = calls(house.platform)[0].json()
    assert body["parse_mode"] == "HTML"
    assert body["text"] == (
        "<b>Rye</b> &amp; <i>wheat</i> &lt;script&gt;\n\n"
        '• <a href="https://shop.example/?a=1&amp;b=2">shop</a>\n• <code>x&lt;y</code>\n\n1. one\n2. two'
    )


async def test_what_telegram_cannot_parse_is_said_plainly(house: TelegramHouse) -> None:
    house.refuses(refusal(400, "Bad Request: can't parse entities: unsupported start tag"))

    await house.shop.deliver("telegram", Reply(text="1 < 2"))

    assert [asked.json()["text"] for asked in calls(house.platform)] == ["1 &lt; 2", "1 < 2"]
    assert "parse_mode" not in calls(house.platform)[1].json()


async def test_a_picture_that_telegram_cannot_fetch_becomes_a_link(house: TelegramHouse) -> None:
    house.refuses(refusal(400, "Bad Request: failed to get HTTP URL content"))

    await house.shop.deliver("telegram", Reply(Image(url="http://127.0.0.1/cake.png", alt="a cake", caption="A cake")))

    assert calls(house.platform)[1].json() == {"chat_id": "ana", "text": "A cake\nhttp://127.0.0.1/cake.png"}


async def test_things_have_methods_of_their_own(house: TelegramHouse) -> None:
    await house.shop.deliver("telegram", Reply(File(url="https://shop.example/a.pdf", name="a.pdf")))
    await house.shop.deliver("telegram", Reply(Location(latitude=52.5, longitude=13.4)))
    await house.shop.deliver(
        "telegram", Reply(Location(latitude=52.5, longitude=13.4, name="Shop", address="1 Main St"))
    )
    await house.shop.deliver("telegram", Reply(Card(title="<Oil>", options=(Option("Buy", "b"),))))

    said = [(asked.path.rsplit("/", 1)[-1], asked.json()) for asked in calls(house.platform)]
    assert [method for method, _ in said] == ["sendDocument", "sendLocation", "sendVenue", "sendMessage"]
    assert said[3][1]["text"] == "<b>&lt;Oil&gt;</b>"
    assert said[3][1]["reply_markup"]["inline_keyboard"] == [[{"text": "Buy", "callback_data": "b"}]]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(200, b"no json"), "temporary"),
        (Answer(502, b"<html>"), "temporary"),
        (refusal(500, "Internal Server Error"), "temporary"),
        (refusal(403, "Forbidden: user is deactivated"), "user_blocked"),
        (refusal(400, "Bad Request: message text is empty"), "invalid"),
        (refusal(404, "Not Found"), "auth"),
        (Answer(cut=True), "unknown"),
        (Answer(302, headers={"Location": "http://127.0.0.1:1/"}), "invalid"),
    ],
)
async def test_whatever_telegram_answers_has_a_class(house: TelegramHouse, answer: Answer, kind: str) -> None:
    house.refuses(answer)

    with pytest.raises(DeliveryError) as refused:
        await house.shop.deliver("telegram", Reply(text="x"))

    assert refused.value.kind == kind
    assert "ABC" not in str(refused.value)
    assert len(calls(house.platform)) == 1


async def test_when_telegram_is_away_the_message_waits(house: TelegramHouse) -> None:
    await house.platform.go_down()

    kinds = []
    for _ in range(2):
        with pytest.raises(DeliveryError) as refused:
            await house.shop.deliver("telegram", Reply(text="x"))
        kinds.append(refused.value.kind)

    assert kinds[0] in ("temporary", "unknown")  # a kept connection breaks at the first write
    assert kinds[1] == "temporary"


# ---- asking for news --------------------------------------------------------------------------------------------


def news(*updates: Any) -> Answer:
    """What Telegram has to tell."""
    return Answer(body={"ok": True, "result": list(updates)})


async def test_news_are_asked_for_and_confirmed_once_they_are_on_disk(shop: TestShop) -> None:
    async with telegram_house(shop, mode="poll") as house:
        odd = {"update_id": 8, "message": "of a shape that is not known"}
        house.platform.misbehaves(news(update(7, text="one"), odd, update(9, text="two")), only=_asks_news)

        await house.platform.wait_for(1, only=lambda asked: _asks_news(asked) and asked.json()["offset"] == 10)

        assert [message.text for message in await shop.heard("telegram")] == ["one", "two"]
        assert calls(house.platform, "getUpdates")[0].json()["allowed_updates"]


async def test_an_old_webhook_is_taken_away(shop: TestShop) -> None:
    async with telegram_house(shop, mode="poll") as house:
        conflict = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"
        house.platform.misbehaves(refusal(409, conflict), news(update(1, text="hi")), only=_asks_news)

        await house.platform.wait_for(1, only=lambda asked: _asks_news(asked) and asked.json()["offset"] == 2)

        assert len(calls(house.platform, "deleteWebhook")) == 1
        assert len(await shop.heard("telegram")) == 1


async def test_a_token_that_is_not_accepted_is_told(shop: TestShop) -> None:
    async with telegram_house(shop) as house:
        house.refuses(refusal(401, "Unauthorized"))
        with pytest.raises(DeliveryError):
            await shop.deliver("telegram", Reply(text="x"))

        assert any("does not accept the token" in reason for reason in shop.running.readiness().reasons)


async def test_a_shop_without_a_bot_has_no_telegram(shop: TestShop) -> None:
    assert (await shop.enable("shopbell_telegram")).state == "enabled"
    assert "telegram" not in shop.running.host.epoch.channels


def _asks_news(asked: Any) -> bool:
    return bool(asked.path.endswith("/getUpdates"))


@given(st.text())
def test_no_text_makes_a_tag_of_its_own(text: str) -> None:
    for html in (escape(text), from_markdown(text)):
        for tag in ("b", "i", "s", "a", "code", "pre", "blockquote"):
            html = html.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
        assert "<" not in html or '<a href="' in html
