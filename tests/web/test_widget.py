"""The widget in a real browser: what a visitor sees, hears and can do with a keyboard, also when the network is bad."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from shopbell import (
    Card,
    Carousel,
    File,
    Image,
    InboundMessage,
    ItemList,
    Location,
    Option,
    Options,
    PaymentRequest,
    ProductCard,
    StoreUnavailable,
    TextPart,
)
from shopbell.replies import ReplyPart
from shopbell_webchat.assets import Widget
from tests.web.conftest import page_html
from tests.web.counter import Counter

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><rect width='4' height='3' fill='#c98'/></svg>"
EVERYTHING: tuple[ReplyPart, ...] = (
    TextPart(text="**Three** kinds today:\n- rye\n- *spelt*\n\nSee [our page](https://shop.example/).", markdown=True),
    Carousel(cards=tuple(Card(title=f"Loaf {n}", image="/picture.svg", options=(Option("Add"),)) for n in range(4))),
    ProductCard(product="rye", title="Rye bread", price=420, was_price=500, currency="EUR", in_stock=False),
    Image(url="/picture.svg", alt="Our counter", caption="Since 1912"),
    File(url="https://shop.example/list.pdf", name="Allergens"),
    Location(latitude=52.5, longitude=13.4, name="Marta's Bakery", address="Mill Lane 3"),
    ItemList(title="Choose a cake", items=(Option("Apple", "cake:apple"), Option("Plum"))),
    PaymentRequest(reference="r", title="Order 12", amount=1250, currency="EUR", url="https://pay.example/1"),
    Options(options=(Option("Yes, please", "yes"), Option("No"), Option("Our site", url="https://shop.example"))),
)
NASTY = "<img src=x onerror=alert(1)> [click](javascript:alert(1)) **<b>bold</b>**"


def answer(message: InboundMessage) -> Sequence[ReplyPart]:
    return EVERYTHING if message.text == "everything" else [TextPart(text=f"About {message.payload or message.text}.")]


pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def shop(counter: Counter) -> Counter:
    counter.answer = answer
    return counter


async def visit(page: Page, shop: Counter, path: str = "/") -> None:
    await page.route("**/picture.svg", lambda route: route.fulfill(body=PICTURE, content_type="image/svg+xml"))
    await page.goto(shop.url + path)


async def open_chat(page: Page, shop: Counter, path: str = "/") -> None:
    await visit(page, shop, path)
    await page.get_by_role("button", name="Chat with us").click()


async def say(page: Page, text: str) -> None:
    field = page.get_by_role("textbox")
    await field.fill(text)
    await field.press("Enter")


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

    launcher = page.get_by_role("button", name="Chat with us. 1 new messages")
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


@pytest.mark.parametrize(
    ("language", "button", "field"),
    [
        ("de-AT", "Mit uns chatten", "Nachricht schreiben"),
        ("fr", "Discuter avec nous", "Écrire un message"),
        ("es", "Chatea con nosotros", "Escribe un mensaje"),
        ("pl", "Chat with us", "Write a message"),
    ],
)
async def test_it_speaks_the_pages_language(page: Page, shop: Counter, language: str, button: str, field: str) -> None:
    shop.pages["/"] = page_html(language), ""
    await visit(page, shop)

    await page.get_by_role("button", name=button).click()

    await expect(page.get_by_role("textbox", name=field)).to_be_visible()


async def test_the_shops_own_styles_do_not_reach_it(page: Page, shop: Counter, seen: Path) -> None:
    torture = (
        "<style>*{color:red!important;font:30px cursive!important;display:block!important;margin:9px!important}"
        "button{all:unset}html{font-size:10px}textarea{display:none!important}</style>"
    )
    shop.pages["/"] = page_html(head=torture), ""
    await open_chat(page, shop)
    await say(page, "hello")
    bubble = page.get_by_text("About hello.")

    await expect(bubble).to_be_visible()
    await expect(bubble).to_have_css("color", "rgb(28, 27, 26)")
    await expect(bubble).to_have_css("font-size", "16px")
    await page.screenshot(path=seen / "torture.png")


@pytest.mark.parametrize("look", ["desktop", "phone", "dark", "rtl"])
async def test_every_look_is_accessible(chromium: Browser, shop: Counter, seen: Path, look: str) -> None:
    shop.pages["/"] = page_html("ar" if look == "rtl" else "en", "rtl" if look == "rtl" else "ltr"), ""
    phone = look == "phone"
    page = await chromium.new_page(
        viewport={"width": 360 if phone else 1000, "height": 740},
        color_scheme="dark" if look == "dark" else "light",
        has_touch=phone,
        is_mobile=phone,
        reduced_motion="reduce",
    )
    await visit(page, shop)
    launcher = page.get_by_role("button", name="Chat with us")
    await expect(launcher).to_be_visible()
    await check_accessibility(page)
    await launcher.click()
    await expect(page.get_by_role("dialog")).to_have_attribute("aria-modal", "true" if phone else "false")
    await page.screenshot(path=seen / f"{look}-empty.png")
    await check_accessibility(page)
    await say(page, "everything")
    await expect(page.get_by_role("link", name="Our site")).to_be_visible()
    await page.screenshot(path=seen / f"{look}-answer.png")
    await page.get_by_role("log").evaluate("log => log.scrollTop = log.scrollHeight")
    await page.screenshot(path=seen / f"{look}-end.png")
    await check_accessibility(page)
    assert await small_targets(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.context.close()


async def test_before_a_click_only_one_file_is_fetched_and_none_from_elsewhere(page: Page, shop: Counter) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(shop.url)
    await expect(page.get_by_role("button", name="Chat with us")).to_be_visible()
    await page.wait_for_load_state("networkidle")

    assert asked == [f"{shop.url}/", f"{shop.url}/chat/loader.js"]

    await page.get_by_role("button", name="Chat with us").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert all(url.startswith(shop.url) for url in asked)


async def test_the_widget_is_light() -> None:
    sizes = Widget().sizes()
    panel = sum(size for name, size in sizes.items() if name != "loader.js" and not name.startswith("words/"))

    assert sizes["loader.js"] <= 2_048
    assert panel + max(size for name, size in sizes.items() if name.startswith("words/")) <= 13_000


async def check_accessibility(page: Page) -> None:
    found = await Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()


async def small_targets(page: Page) -> list[str]:
    """Buttons and button-like links of the widget below 44 x 44 pixels."""
    targets = page.locator(".panel button, .panel a.option, .panel textarea")
    small = []
    for target in await targets.all():
        box = await target.bounding_box()
        if box is not None and (box["width"] < 44 or box["height"] < 44):
            small.append(await target.inner_text())
    return small
