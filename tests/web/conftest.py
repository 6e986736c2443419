"""A headless browser, a shop with the widget on its page, and pictures of what was seen."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.web.counter import Counter

try:
    from playwright.async_api import Browser, Page, async_playwright

    from tests.web.scenes import answer
except ModuleNotFoundError:
    collect_ignore_glob = ["test_*.py"]

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--disable-dev-shm-usage",
]  # fmt: skip
SEEN = Path(__file__).parents[2] / "build" / "screens"  # not test-results: playwright empties that one
STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'"
PAGE = """<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8"><title>Bread</title>
<meta name="viewport" content="width=device-width,initial-scale=1">{head}
<body><main><h1>Our bread</h1><p>Fresh every morning.</p></main>
<script async src="/chat/loader.js" {attributes}></script></body></html>"""


def page_html(language: str = "en", direction: str = "ltr", head: str = "", attributes: str = "") -> str:
    """A page of the shop with the one script tag."""
    return PAGE.format(language=language, direction=direction, head=head, attributes=attributes)


# The driver takes a second to start: one for all tests of this folder, so they share one event loop.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator["Browser"]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def counter() -> AsyncIterator[Counter]:
    counter = Counter({})
    counter.pages["/"] = page_html(), STRICT
    counter.pages["/rye"] = page_html(attributes='data-product="rye"'), STRICT
    async with counter.open():
        yield counter


@pytest_asyncio.fixture(loop_scope="session")
async def page(chromium: "Browser", counter: Counter) -> AsyncIterator["Page"]:
    """A visitor's window; whatever the page complains about fails the test."""
    context = await chromium.new_context(viewport={"width": 1200, "height": 800}, reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(10_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    await context.close()
    assert complaints == []


@pytest.fixture
def seen() -> Path:
    """Where pictures of the screens go, to be looked at."""
    SEEN.mkdir(parents=True, exist_ok=True)
    return SEEN


@pytest.fixture
def shop(counter: Counter) -> Counter:
    """The same shop, answering."""
    counter.answer = answer
    return counter
