"""A small shop page to try the chat on: the shop's name, hours and catalogue, with the widget in the corner."""

import time
from contextlib import AbstractAsyncContextManager, nullcontext
from pathlib import Path

from aiohttp import web

from shopbell import NotReadyError, PluginScope, RequestError, hookimpl
from shopbell.shop import Catalogue, Product

from .pages import ShopPages
from .pictures import draw
from .settings import DemoSettings

FOLDER = Path(__file__).parent / "page"
FILES = {"shop.css": "text/css", "shop.js": "text/javascript"}
# The widget must live under a policy like this one; the demo shows that it does.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class DemoShop:
    """Serves everything below ``/shop``."""

    def __init__(self, scope: PluginScope) -> None:
        self._scope, self._settings = scope, scope.settings(DemoSettings)
        self._pages = ShopPages(scope.shop, self._settings)
        texts = {name: (FOLDER / name).read_text("utf-8") for name in FILES}
        self._files = {name: text.replace("{colour}", self._settings.colour) for name, text in texts.items()}

    async def front(self, request: web.Request) -> web.StreamResponse:
        """``GET /shop``."""
        catalogue = self._catalogue()
        products = await catalogue.page() if catalogue else []
        return _page(self._pages.front(products, time.time_ns() // 1_000_000))

    async def product(self, request: web.Request) -> web.StreamResponse:
        """``GET /shop/{id}``: its page tells the chat which product is at hand."""
        return _page(self._pages.product(await self._find(request)))

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """``GET /shop/pictures/{id}.svg``: drawn, for a demo has no photographer."""
        drawn = draw(await self._find(request), self._settings.colour)
        headers = {"Cache-Control": "public, max-age=3600"}
        return web.Response(text=drawn, content_type="image/svg+xml", headers=headers)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """``GET /shop/page/{name}``: style sheet and script."""
        name = request.match_info["name"]
        if name not in FILES:
            raise RequestError(404, "Not Found", "There is nothing at this address.")
        headers = {"Cache-Control": "no-cache"}
        return web.Response(text=self._files[name], content_type=FILES[name], charset="utf-8", headers=headers)

    def _catalogue(self) -> Catalogue | None:
        """None in a shop that sells nothing."""
        try:
            found: Catalogue = self._scope.service("catalogue")
        except NotReadyError:
            return None
        return found

    async def _find(self, request: web.Request) -> Product:
        catalogue = self._catalogue()
        product = await catalogue.product(request.match_info["id"]) if catalogue else None
        if product is None:
            raise RequestError(404, "Not Found", "The shop has no such product.")
        return product


@hookimpl
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    """Declare the pages; nothing has to be opened."""
    shop = DemoShop(scope)
    scope.route("GET", "/shop", shop.front)
    scope.route("GET", "/shop/", shop.front)
    scope.route("GET", "/shop/page/{name}", shop.file)
    scope.route("GET", "/shop/pictures/{id}.svg", shop.picture)
    scope.route("GET", "/shop/{id}", shop.product)
    return nullcontext()


def _page(html: str) -> web.Response:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache"}
    return web.Response(text=html, content_type="text/html", headers=headers)
