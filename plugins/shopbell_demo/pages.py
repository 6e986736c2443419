"""The two pages of the demo shop as HTML. Everything from the shop's files is escaped."""

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from itertools import groupby
from urllib.parse import quote

from babel.numbers import format_currency

from shopbell.shop import ShopInfo

from .catalogue import Product

SUGGESTIONS = (
    "When are you open on Saturday?",
    "Do you have anything gluten-free?",
    "I would like to talk to a person",
)


class ShopPages:
    """Renders the pages of one shop."""

    def __init__(self, shop: ShopInfo, products: Sequence[Product]) -> None:
        self._shop, self._products = shop, products

    def front(self, now: int) -> str:
        """The shop's front page; ``now`` (ms UTC) decides whether it is open."""
        shop, moment = self._shop, self._shop.local(now)
        state = "Open now" if shop.hours.is_open(moment) else "Closed now"
        tries = "".join(f'<button type="button" class="try">{escape(words)}</button>' for words in SUGGESTIONS)
        body = f"""<section class="hero"><p class="state">{state}</p><h1>{escape(shop.name)}</h1>
<p>Ask us anything: the chat is in the corner. For example:</p><p class="tries">{tries}</p></section>
{"".join(self._shelves())}
<section class="find"><h2>Opening hours</h2><dl>{self._hours(now)}</dl><p>{escape(shop.address or "")}</p></section>"""
        return self._page(shop.name, body)

    def product(self, product: Product) -> str:
        """One product; the chat knows which."""
        facts = f"<p>Contains: {escape(product.allergens)}</p>" if product.allergens else ""
        stock = "" if product.in_stock else '<p class="out">Sold out today</p>'
        body = f"""<p class="back"><a href="/shop">All products</a></p><article class="product">
{_picture(product)}<div><h1>{escape(product.title)}</h1><p>{escape(product.description)}</p>
<p class="price">{self._price(product)}</p>{stock}{facts}
<p class="tries"><button type="button" class="try">How long does it keep?</button></p></div></article>"""
        return self._page(product.title, body, product.id)

    def _shelves(self) -> Sequence[str]:
        shelves = []
        for category, products in groupby(self._products, key=lambda product: product.category):
            cards = "".join(self._card(product) for product in products)
            shelves.append(f'<section><h2>{escape(category.capitalize())}</h2><ul class="shelf">{cards}</ul></section>')
        return shelves

    def _card(self, product: Product) -> str:
        title = f"<strong>{escape(product.title)}</strong>"
        return (
            f'<li><a href="/shop/{quote(product.id, safe="")}">{_picture(product)}{title}'
            f'<span>{escape(product.description)}</span><span class="price">{self._price(product)}</span></a></li>'
        )

    def _price(self, product: Product) -> str:
        if product.price is None:
            return ""
        return escape(format_currency(product.price, product.currency, locale="en"))

    def _hours(self, now: int) -> str:
        today = self._shop.local(now).date()
        days = [today + timedelta(days=ahead) for ahead in range(7)]
        return "".join(f"<dt>{day:%A}</dt><dd>{self._shop.hours.on(day) or 'closed'}</dd>" for day in days)

    def _page(self, title: str, body: str, product: str = "") -> str:
        name = escape(self._shop.name)
        at = f' data-product="{escape(product)}"' if product else ""
        return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)} - {name}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/shop/page/shop.css">
<script defer src="/shop/page/shop.js"></script></head>
<body><header><a href="/shop">{name}</a></header><main>{body}</main>
<footer>A demo of Shopbell. Nothing can be bought here.</footer>
<script async src="/chat/loader.js" data-color="#8a4b1f"{at}></script></body></html>"""


def _picture(product: Product) -> str:
    return f'<img src="/shop/pictures/{quote(product.id, safe="")}.svg" alt="" width="400" height="300" loading="lazy">'
