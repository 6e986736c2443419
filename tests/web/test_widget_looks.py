"""How the widget looks and weighs: languages, dark, right to left, phones, accessibility, foreign styles, budgets."""

from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Browser, Page, expect

from shopbell_webchat.assets import Widget
from tests.web.conftest import page_html
from tests.web.counter import Counter
from tests.web.scenes import open_chat, say, visit

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}

pytestmark = pytest.mark.asyncio(loop_scope="session")


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
