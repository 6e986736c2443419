"""The page behind a payment link."""

from html import escape

from aiohttp import web

from shopbell import PluginScope, RequestError
from shopbell.shop import say_money

from .ledger import DemoPayments, Row

POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; style-src 'unsafe-inline'"


class PayPage:
    """``/p/shopbell_demo_payments/pay/{reference}``. It tells number and sum, and nothing of who pays."""

    def __init__(self, scope: PluginScope, payments: DemoPayments) -> None:
        self._shop, self._payments, self._now = scope.shop, payments, scope.now

    async def show(self, request: web.Request) -> web.StreamResponse:
        """``GET``: the sum and a button."""
        return self._page(await self._row(request))

    async def pay(self, request: web.Request) -> web.StreamResponse:
        """``POST``: paid; again changes nothing."""
        row = await self._row(request)
        await self._payments.pay(row.reference)
        return self._page(await self._row(request))

    async def _row(self, request: web.Request) -> Row:
        row = await self._payments.find(request.match_info["reference"])
        if row is None:
            raise RequestError(404, "Not Found", "There is no such payment.")
        return row

    def _page(self, row: Row) -> web.Response:
        price = say_money(row.money, self._shop.languages[0])
        if row.state != "open":
            said = "<p><strong>Paid. Thank you!</strong> You can go back to the chat.</p>"
        elif row.ends_at <= self._now():
            said = "<p>This link is over. Ask for a new one in the chat.</p>"
        else:
            said = '<form method="post"><button>Pay</button></form><p>A demo: nobody is charged.</p>'
        title = f"{escape(self._shop.name)}: order {escape(row.order)}"
        html = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
</head><body><main><h1>{title}</h1><p>{escape(price)}</p>{said}</main></body></html>"""
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        return web.Response(text=html, content_type="text/html", headers=headers)
