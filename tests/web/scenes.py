"""What the widget's tests share: a shop that answers, and what a visitor does on its page."""

from collections.abc import Sequence

from playwright.async_api import Page

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
    TextPart,
)
from shopbell.replies import ReplyPart
from tests.web.counter import Counter

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


def answer(message: InboundMessage) -> Sequence[ReplyPart]:
    return EVERYTHING if message.text == "everything" else [TextPart(text=f"About {message.payload or message.text}.")]


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
