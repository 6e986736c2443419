"""Takes the pictures of the documentation: what a customer of the demo bakery sees."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.served import free_port, scratch, served, shopbell

IMAGES = Path(__file__).parent.parent / "docs" / "images"
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def ask(page: Page, text: str, answer: str) -> None:
    """Write one message into the open chat, and wait until its answer stands there."""
    field = page.get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    page.get_by_text(answer).first.wait_for()


def bakery_chat(browser: Browser, url: str) -> None:
    """The shop's page with the chat open."""
    page = browser.new_page(viewport={"width": 1120, "height": 720}, device_scale_factor=1.5, locale="en-GB")
    page.goto(f"{url}/shop")
    page.get_by_role("button", name="Chat with us").click()
    ask(page, "Do you have gluten-free bread?", "buckwheat")
    ask(page, "Are you open on Sunday?", "Sunday")
    page.wait_for_timeout(500)  # the panel scrolls smoothly
    page.screenshot(path=IMAGES / "bakery-chat.png")


def main() -> None:
    """Start the demo on a new data folder, look at it, stop it."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit(f"No browser found: install one of {', '.join(BROWSERS)}.")
    IMAGES.mkdir(exist_ok=True)
    port = free_port()
    with scratch() as folder:
        command = shopbell("demo", "--port", str(port), "--data", str(folder / "data"))
        with served(command, port, folder / "demo.log") as demo, sync_playwright() as playwright:
            demo.wait_ready("/readyz")
            browser = playwright.chromium.launch(executable_path=program, args=QUIET)
            bakery_chat(browser, demo.url)
            browser.close()


if __name__ == "__main__":
    main()
