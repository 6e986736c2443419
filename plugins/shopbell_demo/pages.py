"""The two pages of the demo shop as HTML. Everything from the shop's files is escaped."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from html import escape
from urllib.parse import quote

from shopbell.shop import Product, ShopInfo, say_money

from .settings import DemoSettings

# What the page itself says, in the languages in which there is a demo.
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "open": "Open now", "closed": "Closed now", "shut": "closed", "hours": "Opening hours", "all": "All products",
        "ask": "Ask us anything: the chat is in the corner. For example:", "out": "Sold out", "from": "from {price}",
        "foot": "A demo of Shopbell. Nothing is sent or charged.",
        "days": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    },
    "de": {
        "open": "Jetzt geöffnet", "closed": "Jetzt geschlossen", "shut": "geschlossen", "hours": "Öffnungszeiten",
        "all": "Alle Artikel", "ask": "Fragen Sie uns: Der Chat ist in der Ecke. Zum Beispiel:", "out": "Ausverkauft",
        "from": "ab {price}", "foot": "Eine Vorführung von Shopbell. Nichts wird verschickt oder berechnet.",
        "days": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    },
}  # fmt: skip


class ShopPages:
    """Renders the pages of one shop."""

    def __init__(self, shop: ShopInfo, settings: DemoSettings) -> None:
        self._shop, self._settings = shop, settings
        self._language = shop.languages[0]
        self._words = WORDS.get(self._language, WORDS["en"])

    def front(self, products: Sequence[Product], now: int) -> str:
        """The shop's front page; ``now`` (ms UTC) decides whether it is open."""
        shop, words = self._shop, self._words
        state = words["open"] if shop.hours.is_open(shop.local(now)) else words["closed"]
        body = f"""<section class="hero"><p class="state">{state}</p><h1>{escape(shop.name)}</h1>
<p>{words["ask"]}</p>{_tries(self._settings.tries)}</section>
{"".join(self._shelves(products))}
<section class="find"><h2>{words["hours"]}</h2><dl>{self._hours(now)}</dl>
<p>{escape(shop.address or "")}</p></section>"""
        return self._page(shop.name, body)

    def product(self, product: Product) -> str:
        """One product; the chat knows which."""
        facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in _facts(product).items())
        stock = "" if product.in_stock() else f'<p class="out">{self._words["out"]}</p>'
        ask = _tries([self._settings.ask] if self._settings.ask else [])
        body = f"""<p class="back"><a href="/shop">{self._words["all"]}</a></p><article class="product">
{_picture(product)}<div><h1>{escape(product.title)}</h1><p>{escape(product.description)}</p>
<p class="price">{self._price(product)}</p>{stock}<dl>{facts}</dl>{ask}</div></article>"""
        return self._page(product.title, body, product.id)

    def _shelves(self, products: Sequence[Product]) -> Iterator[str]:
        shelves: dict[str, list[Product]] = {}
        for product in products:
            shelves.setdefault(product.categories[0] if product.categories else "", []).append(product)
        for category, found in shelves.items():
            cards = "".join(map(self._card, found))
            title = category[:1].upper() + category[1:]
            yield f'<section><h2>{escape(title)}</h2><ul class="shelf">{cards}</ul></section>'

    def _card(self, product: Product) -> str:
        title = f"<strong>{escape(product.title)}</strong>"
        return (
            f'<li><a href="/shop/{quote(product.id, safe="")}">{_picture(product)}{title}'
            f'<span>{escape(product.description)}</span><span class="price">{self._price(product)}</span></a></li>'
        )

    def _price(self, product: Product) -> str:
        prices = {variant.price or product.price for variant in product.variants} or {product.price}
        known = sorted((one for one in prices if one is not None), key=lambda money: money.amount)
        if not known:
            return ""
        least = say_money(known[0], self._language)
        return escape(least if len(known) == 1 else self._words["from"].format(price=least))

    def _hours(self, now: int) -> str:
        today, names = self._shop.local(now).date(), self._words["days"].split()
        days = [today + timedelta(days=ahead) for ahead in range(7)]
        said = ((names[day.weekday()], self._shop.hours.on(day) or self._words["shut"]) for day in days)
        return "".join(f"<dt>{name}</dt><dd>{hours}</dd>" for name, hours in said)

    def _page(self, title: str, body: str, product: str = "") -> str:
        name = escape(self._shop.name)
        at = f' data-product="{escape(product)}"' if product else ""
        return f"""<!doctype html>
<html lang="{escape(self._language)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>{escape(title)} - {name}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/shop/page/shop.css">
<script defer src="/shop/page/shop.js"></script></head>
<body><header><a href="/shop">{name}</a></header><main>{body}</main>
<footer>{self._words["foot"]}</footer>
<script async src="/chat/loader.js" data-color="{self._settings.colour}"{at}></script></body></html>"""


def _facts(product: Product) -> dict[str, str]:
    """What the record says of it: attributes, then what its sizes and colours are."""
    several: dict[str, dict[str, None]] = {}
    for variant in product.variants:
        for name, value in variant.values.items():
            several.setdefault(name, {})[value] = None
    told = {**product.attributes, **several}
    return {name.replace("_", " "): ", ".join(values) for name, values in told.items()}


def _tries(said: Sequence[str]) -> str:
    buttons = "".join(f'<button type="button" class="try">{escape(words)}</button>' for words in said)
    return f'<p class="tries">{buttons}</p>' if buttons else ""


def _picture(product: Product) -> str:
    return f'<img src="/shop/pictures/{quote(product.id, safe="")}.svg" alt="" width="400" height="300" loading="lazy">'
