"""Small answers leave in one write, and no client can tell the difference."""

from collections.abc import Awaitable, Callable

import pytest
from aiohttp import ClientError, ClientSession, web
from aiohttp.test_utils import TestServer

from shopbell.http.one_write import OneWrite, in_one_write

MORE = b"X-Content-Type-Options: nosniff\r\n"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def plain() -> web.Response:
    return web.Response(body=b'{"ok":true}', content_type="application/json", headers={"X-Turn": "7"})


async def ask(answer: web.StreamResponse, method: str = "GET") -> tuple[int, dict[str, str], bytes, bool]:
    quick = False

    async def handle(request: web.Request) -> web.StreamResponse:
        nonlocal quick
        response = in_one_write(request, answer, MORE)
        quick = isinstance(response, OneWrite)
        return response

    app = web.Application()
    app.router.add_route("*", "/", handle)
    async with (
        TestServer(app) as server,
        ClientSession() as session,
        session.request(method, server.make_url("/")) as got,
    ):
        return got.status, dict(got.headers), await got.read(), quick


async def test_a_plain_answer_is_one_write_with_all_its_headers() -> None:
    status, headers, body, quick = await ask(plain())

    assert (status, body, quick) == (200, b'{"ok":true}', True)
    assert headers["Content-Type"] == "application/json"
    assert headers["Content-Length"] == "11"
    assert (headers["X-Turn"], headers["X-Content-Type-Options"]) == ("7", "nosniff")
    assert headers["Date"].endswith("GMT")


async def test_the_connection_stays_open_for_the_next_question() -> None:
    peers = set()

    async def handle(request: web.Request) -> web.StreamResponse:
        peers.add(request.transport.get_extra_info("peername") if request.transport else None)
        return in_one_write(request, plain(), MORE)

    app = web.Application()
    app.router.add_get("/", handle)
    async with TestServer(app) as server, ClientSession() as session:
        for _ in range(3):
            async with session.get(server.make_url("/")) as got:
                assert await got.read() == b'{"ok":true}'

    assert len(peers) == 1


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (plain(), "HEAD"),
        (web.Response(body=b"x" * 100_000), "GET"),
        (web.Response(status=204), "GET"),
        (web.Response(text="words"), "OPTIONS"),
    ],
    ids=["no body wanted", "large", "nothing to say", "text"],
)
async def test_what_is_not_plain_goes_its_ordinary_way_or_arrives_the_same(answer: web.Response, method: str) -> None:
    expected = b"" if method == "HEAD" else bytes(answer.body or b"")  # type: ignore[arg-type]

    status, _, body, _ = await ask(answer, method)

    assert (status, body) == (answer.status, expected)


async def test_a_line_end_in_a_header_reaches_nobody() -> None:
    answer = web.Response(body=b"{}", content_type="application/json")
    answer.headers["X-Note"] = "a\r\nX-Evil: 1"

    with pytest.raises(ClientError):
        await ask(answer)  # left to aiohttp, which refuses to send it
