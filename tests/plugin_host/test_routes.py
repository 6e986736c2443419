"""Routes come and go with their plugins, while the web server's own router never changes."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import ClientSession, WSMsgType, web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from shopbell.errors import LoadError
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.routes import Found, MethodNotAllowed, Route, RouteTable, Unavailable, place
from shopbell.plugin_host.visits import Visit, Visits, release_long_lived
from tests.plugin_host.bench import Bench

WEB = """
    import asyncio
    from aiohttp import web, WSCloseCode
    from shopbell import hookimpl

    @hookimpl
    def shopbell_services(scope):
        gate = asyncio.Event()

        async def item(request):
            body = await request.text()
            return web.Response(text=f"VERSION {request.match_info['id']} {request.query.get('q')} {body}")

        async def slow(request):
            await gate.wait()
            return web.Response(text="slow VERSION")

        async def socket(request):
            ws = web.WebSocketResponse()
            await ws.prepare(request)
            await ws.send_str("VERSION")
            await scope.closing.wait()
            await ws.close(code=WSCloseCode.SERVICE_RESTART)
            return ws

        scope.route("GET", "/item/{id}", item)
        scope.route("POST", "/item/{id}", item)
        scope.route("GET", "/slow", slow)
        scope.route("GET", "/chat/ws", socket)
        return {"gate": gate}
"""


async def never(request: web.Request) -> web.StreamResponse:
    raise AssertionError


def table(*paths: tuple[str, str], away: dict[str, Unavailable] | None = None) -> RouteTable:
    routes = [Route("p", method, path, never, None) for method, path in paths]
    return RouteTable(((route, Breaker(), Visits()) for route in routes), away)


def test_paths_methods_and_parts() -> None:
    routes = table(("GET", "/p/p/a"), ("POST", "/p/p/a"), ("GET", "/p/p/i/{id}"), ("*", "/p/p/f/{tail:.*}"))

    assert isinstance(routes.find("GET", "/p/p/a"), Found)
    assert isinstance(routes.find("HEAD", "/p/p/a"), Found)
    assert routes.find("PUT", "/p/p/a") == MethodNotAllowed(("GET", "HEAD", "POST"))
    assert routes.find("GET", "/p/p/b") is None
    found = routes.find("GET", "/p/p/i/a%2Fb")
    assert isinstance(found, Found)
    assert found.params == {"id": "a/b"}
    assert routes.find("GET", "/p/p/i/a/b") is None
    deep = routes.find("DELETE", "/p/p/f/x/y")
    assert isinstance(deep, Found)
    assert deep.params == {"tail": "x/y"}


@given(st.text(min_size=1, max_size=40))
def test_any_part_comes_back_as_it_was_sent(part: str) -> None:
    from urllib.parse import quote

    found = table(("GET", "/p/p/{id:.*}")).find("GET", "/p/p/" + quote(part, safe="", errors="replace"))

    assert isinstance(found, Found)
    assert found.params["id"] == part.encode(errors="replace").decode()


def test_a_known_plugin_that_is_away_is_answered_for() -> None:
    gone = Unavailable("till", "switched off")
    routes = table(("GET", "/p/p/a"), away={"/hooks/till": gone, "/till": gone})

    assert routes.find("POST", "/hooks/till/paid") == gone
    assert routes.find("GET", "/till") == gone
    assert routes.find("GET", "/tiller") is None


def test_a_quarantined_plugins_routes_are_unavailable() -> None:
    breaker = Breaker()
    routes = RouteTable([(Route("p", "GET", "/p/p/a", never, None), breaker, Visits())])
    for _ in range(6):
        breaker.failed("no")

    assert isinstance(routes.find("GET", "/p/p/a"), Unavailable)


@pytest.mark.parametrize(
    ("path", "placed"),
    [
        ("/x", "/p/till/x"),
        ("x", "/p/till/x"),
        ("/", "/p/till"),
        ("/till", "/till"),
        ("/till/pay/{id}", "/till/pay/{id}"),
        ("/hooks/till/paid", "/hooks/till/paid"),
        ("/tiller", "/p/till/tiller"),
    ],
)
def test_where_a_route_lies(path: str, placed: str) -> None:
    assert place("till", ["/till"], "get", path, None) == ("GET", placed)


@pytest.mark.parametrize("path", ["/api/v1/plugins", "/api/v1/x", "/p/other/x", "/hooks/other", "/{", "/{a}/{a}"])
def test_what_is_not_the_plugins_is_refused(path: str) -> None:
    with pytest.raises(LoadError):
        place("till", ["/till"], "GET", path, None)


@pytest.fixture
async def client(bench: Bench) -> AsyncIterator[TestClient[web.Request, web.Application]]:
    async def door(request: web.Request) -> web.StreamResponse:
        epoch = bench.host.epoch
        found = epoch.routes.find(request.method, request.rel_url.raw_path)
        if not isinstance(found, Found):
            return web.Response(status=503 if isinstance(found, Unavailable) else 404)
        request.match_info.update(found.params)
        with Visit(epoch, found.visits) as visit:
            with warnings.catch_warnings():  # aiohttp prefers typed keys; the plugin contract is a plain one
                warnings.simplefilter("ignore", web.NotAppKeyWarning)
                request["visit"] = visit
            return await found.handler(request)

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", door)
    app.on_response_prepare.append(release_long_lived)
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_a_swap_during_slow_requests(
    bench: Bench, client: TestClient[web.Request, web.Application], greeting: Callable[[str], str]
) -> None:
    assert isinstance(client.session, ClientSession)
    bench.write("shop", WEB.replace("VERSION", "one"))
    await bench.start()
    assert await (await client.get("/p/shop/item/a%2Fb?q=z")).text() == "one a/b z "
    assert await (await client.post("/p/shop/item/7", data=b"body")).text() == "one 7 None body"
    gate = bench.host.service("gate")
    async with asyncio.TaskGroup() as tasks:
        slow = [tasks.create_task(client.get("/p/shop/slow")) for _ in range(5)]
        await bench.until(lambda: bench.host.epoch.leases == 5)

        bench.write("shop", WEB.replace("VERSION", "two"))
        await bench.host.settle()

        assert await (await client.get("/p/shop/item/1")).text() == "two 1 None "
        gate.set()
    assert {await response.result().text() for response in slow} == {"slow one"}

    await bench.configure("shop", enabled=False)
    assert (await client.get("/p/shop/item/1")).status == 503
    assert (await client.get("/hooks/shop/x")).status == 503
    assert (await client.get("/elsewhere")).status == 404


async def test_an_open_socket_pins_no_epoch_and_is_told_to_come_back(
    bench: Bench, client: TestClient[web.Request, web.Application]
) -> None:
    bench.write("shop", WEB.replace("VERSION", "one"), manifest='prefixes = ["/chat"]')
    await bench.start()
    socket = await client.ws_connect("/chat/ws")
    assert (await socket.receive()).data == "one"
    assert bench.host.epoch.leases == 0

    bench.write("shop", WEB.replace("VERSION", "two"), manifest='prefixes = ["/chat"]')
    await bench.host.settle()

    farewell = await socket.receive()
    assert (farewell.type, farewell.data) == (WSMsgType.CLOSE, 1012)
    await bench.until_empty("shop")
    again = await client.ws_connect("/chat/ws")
    assert (await again.receive()).data == "two"
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bench.stop())
        assert (await again.receive()).data == 1012
