"""The widget in a real browser: what a visitor sees, hears and can do with a keyboard, also when the network is bad."""

import re

import pytest
from playwright.async_api import Page, expect

from shopbell import Image, StoreUnavailable, TextPart
from tests.web.counter import Counter
from tests.web.scenes import open_chat, say, visit

NASTY = "<img src=x onerror=alert(1)> [click](javascript:alert(1)) **<b>bold</b>**"

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_visitor_asks_and_is_answered(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)

    await say(page, "Do you have rye bread?")

    await expect(page.get_by_text("About Do you have rye bread?.")).to_be_visible()
    await expect(page.get_by_role("heading", name="Marta's Bakery")).to_be_visible()


async def test_the_page_at_hand_rides_with_the_message(page: Page, shop: Counter) -> None:
    await open_chat(page, shop, "/rye?size=1#top")
    await say(page, "How long does it keep?")
    await expect(page.get_by_text("About How")).to_be_visible()

    await page.evaluate("Shopbell.page({product: 'spelt'})")
    await say(page, "And this?")
    await expect(page.get_by_text("About And")).to_be_visible()

    first, second = (message.context for message in shop.ledger.heard)
    assert (first.product, first.page, first.locale) == ("rye", f"{shop.url}/rye?size=1", "en")
    assert second.product == "spelt"


async def test_buttons_carry_their_payload_and_go_when_used(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "everything")

    await page.get_by_role("button", name="Yes, please").click()

    await expect(page.get_by_text("About yes.")).to_be_visible()
    await expect(page.get_by_role("button", name="Yes, please")).to_have_count(0)
    await page.get_by_role("button", name="Apple").click()
    await expect(page.get_by_text("About cake:apple.")).to_be_visible()
    assert [message.text for message in shop.ledger.heard] == ["everything", "Yes, please", "Apple"]


async def test_every_part_is_shown(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "everything")

    log = page.get_by_role("log")
    await expect(log.locator("strong", has_text="Three")).to_be_visible()
    await expect(log.get_by_role("listitem").filter(has_text="spelt")).to_be_visible()
    await expect(log.get_by_role("link", name="our page")).to_have_attribute("rel", "noopener noreferrer")
    await expect(log.get_by_role("img", name="Our counter")).to_be_visible()
    await expect(log.get_by_text("€4.20")).to_be_visible()
    await expect(log.get_by_text("Sold out")).to_be_visible()
    await expect(log.get_by_role("link", name="Pay €12.50")).to_have_attribute("href", "https://pay.example/1")
    await expect(log.get_by_role("link", name="Allergens")).to_be_visible()
    await expect(log.get_by_role("link", name="Show on a map")).to_have_attribute("href", re.compile("mlat=52.5"))
    track = page.get_by_role("list", name="Cards")
    await page.get_by_role("button", name="Next").click()
    await page.wait_for_function("list => list.scrollLeft > 0", arg=await track.element_handle())


async def test_a_link_from_elsewhere_opens_the_chat_and_goes_on_there(page: Page, shop: Counter) -> None:
    token = "A1b2" * 8
    await page.goto(f"{shop.url}/rye?size=1#shopbell-{token}")

    await expect(page.get_by_text("About Let us go on here..")).to_be_visible()

    assert page.url == f"{shop.url}/rye?size=1"
    assert [message.invitation for message in shop.ledger.heard] == [token]


async def test_markup_stays_text(page: Page, shop: Counter) -> None:
    shop.answer = lambda message: [TextPart(text=NASTY, markdown=True), Image(url="javascript:alert(1)", alt="none")]
    await open_chat(page, shop)

    await say(page, NASTY)

    await expect(page.get_by_text("<img src=x onerror=alert(1)>")).to_have_count(2)
    await expect(page.locator("strong", has_text="<b>bold</b>")).to_be_visible()
    assert await page.locator(".log img:not([alt='none']), .log b, .log a[href^=javascript]").count() == 0


async def test_the_keyboard_is_enough(page: Page, shop: Counter) -> None:
    await visit(page, shop)
    launcher = page.get_by_role("button", name="Chat with us")
    await launcher.focus()
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await expect(dialog).to_have_attribute("aria-modal", "false")
    await expect(page.get_by_role("textbox")).to_be_focused()
    await page.keyboard.type("hello")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("About hello.")).to_be_visible()

    await page.keyboard.press("Escape")

    await expect(dialog).to_be_hidden()
    await expect(launcher).to_be_focused()
    await expect(launcher).to_have_attribute("aria-expanded", "false")


async def test_a_screen_reader_hears_answers_and_who_said_them(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "hello")
    log = page.get_by_role("log", name="Messages")

    await expect(log.get_by_text("About hello.")).to_be_visible()

    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(log).to_have_attribute("aria-busy", "false")
    await expect(log).to_contain_text("You: hello")
    await expect(log).to_contain_text("Marta's Bakery: About hello.")
    visitor = shop.ledger.heard[0].sender
    await shop.chat.typing("default", visitor)
    await expect(page.get_by_role("status").filter(has_text="Marta's Bakery is writing")).to_be_visible()


async def test_the_conversation_is_there_on_the_next_page(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "hello")
    await expect(page.get_by_text("About hello.")).to_be_visible()

    await page.goto(shop.url + "/rye")

    await expect(page.get_by_text("About hello.")).to_be_visible()  # the window is open as it was
    await say(page, "and rye")
    await expect(page.get_by_text("About and rye.")).to_be_visible()
    assert len({message.sender for message in shop.ledger.heard}) == 1
    await expect(page.locator(".bubble")).to_have_count(4)


async def test_two_tabs_show_one_conversation(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "hello")
    await expect(page.get_by_text("About hello.")).to_be_visible()
    other = await page.context.new_page()
    await visit(other, shop)
    await other.get_by_role("button", name="Chat with us").click()
    await expect(other.get_by_text("About hello.")).to_be_visible()

    await say(other, "from here")

    for tab in (page, other):
        await expect(tab.get_by_text("About from here.")).to_be_visible()
        await expect(tab.locator(".bubble")).to_have_count(4)


async def test_an_answer_while_the_window_is_closed_is_counted(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "hello")
    await expect(page.get_by_text("About hello.")).to_be_visible()
    await page.get_by_role("button", name="Close the chat").click()

    await shop.say(shop.ledger.heard[0].sender, text="Your cake is ready", author="Marta")

    launcher = page.get_by_role("button", name="Chat with us. New messages: 1")
    await launcher.click()
    await expect(page.get_by_text("Your cake is ready")).to_be_visible()
    await expect(page.get_by_role("button", name="Chat with us", exact=True)).to_be_visible()


async def test_nothing_is_lost_or_doubled_when_the_plugin_changes(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    for number in range(6):
        await say(page, f"question {number}")
        if number % 2:
            await shop.change()

    await expect(page.get_by_text("About question 5.")).to_be_visible()
    await expect(page.locator(".bubble")).to_have_count(12)
    asked = [line.message.text for _, _, line in shop.ledger.lines if line.message is not None]
    assert sorted(asked) == [f"question {number}" for number in range(6)]


async def test_what_is_written_offline_waits_and_survives_a_reload(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "hello")
    await expect(page.get_by_text("About hello.")).to_be_visible()
    await page.route_web_socket(re.compile("/chat/ws"), lambda socket: socket.close())
    await page.route(re.compile("/chat/(token|messages)"), lambda route: route.abort())
    await page.reload()

    await say(page, "are you there")

    await expect(page.get_by_text("Waiting for a connection")).to_be_visible()
    await page.reload()
    await expect(page.get_by_text("are you there")).to_be_visible()
    await page.unroute_all()
    fresh = await page.context.new_page()  # a window whose network works
    await page.close()
    await visit(fresh, shop)
    await fresh.get_by_role("button", name="Chat with us").click()
    await expect(fresh.get_by_text("About are you there.")).to_be_visible()
    assert [message.text for message in shop.ledger.heard] == ["hello", "are you there"]


async def test_a_network_without_websockets_polls(page: Page, shop: Counter) -> None:
    await page.route_web_socket(re.compile("/chat/ws"), lambda socket: socket.close())
    await open_chat(page, shop)

    await say(page, "hello")
    await expect(page.get_by_text("About hello.")).to_be_visible(timeout=20_000)
    await shop.say(shop.ledger.heard[0].sender, text="One more thing")

    await expect(page.get_by_text("One more thing")).to_be_visible()
    await expect(page.locator(".bubble")).to_have_count(3)


async def test_a_full_disk_is_waited_out(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await expect(page.get_by_role("heading", name="Marta's Bakery")).to_be_visible()
    shop.ledger.trouble = StoreUnavailable("full")
    await say(page, "hello")
    await expect(page.get_by_text("Waiting for a connection")).to_be_visible()

    shop.ledger.trouble = None

    await expect(page.get_by_text("About hello.")).to_be_visible(timeout=15_000)


async def test_too_long_a_message_can_be_changed(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await page.get_by_role("textbox").evaluate("field => field.removeAttribute('maxlength')")

    await say(page, "x" * 4_001)

    await expect(page.get_by_text("Not sent.")).to_be_visible()
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()


async def test_forgetting_starts_a_new_conversation(page: Page, shop: Counter) -> None:
    await open_chat(page, shop)
    await say(page, "hello")
    await expect(page.get_by_text("About hello.")).to_be_visible()

    await page.evaluate("Shopbell.reset()")

    await expect(page.locator(".bubble")).to_have_count(0)
    await say(page, "hello again")
    await expect(page.get_by_text("About hello again.")).to_be_visible()
    assert len({message.sender for message in shop.ledger.heard}) == 2
