"""Whatever comes in and whatever a plugin does: the client gets an answer or a problem document."""

import asyncio
import io
import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from aiohttp import ClientPayloadError, ClientResponse, WSMsgType, web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.errors import NotReadyError, RequestError, StoreUnavailable
from shopbell.plugin_host.routes import Unavailable
from tests.http.conftest import House


async def problem(answer: ClientResponse) -> dict[str, Any]:
    assert answer.content_type == "application/problem+json"
    document: dict[str, Any] = json.loads(await answer.text())
    assert document["status"] == answer.status
    assert document["title"]
    assert document["type"]
    assert document["detail"]
    assert "Traceback" not in document["detail"]
    return document


async def hello(request: web.Request) -> web.Response:
    return web.Response(text="hello " + request.match_info.get("name", "you"))


async def test_a_plugin_answers_at_its_path(house: House) -> None:
    house.route("GET", "/p/visitor/hello/{name}", hello)

    answer = await house.ask("GET", "/p/visitor/hello/ana%2Fb", key=None)

    assert (answer.status, await answer.text()) == (200, "hello ana/b")


async def test_an_unknown_path_is_not_found(house: House) -> None:
    assert (await problem(await house.ask("GET", "/nothing")))["status"] == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/p/visitor/hello", "GET, HEAD"), ("POST", "/healthz", "GET"), ("PUT", "/api/v1/plugins/x", "PATCH")],
)
async def test_a_wrong_method_says_which_are_right(house: House, method: str, path: str, allowed: str) -> None:
    house.route("GET", "/p/visitor/hello", hello)

    answer = await house.ask(method, path)

    assert (await problem(answer))["status"] == 405
    assert answer.headers["Allow"] == allowed


async def test_head_is_answered_like_get_without_a_body(house: House) -> None:
    house.route("GET", "/p/visitor/hello", hello)

    answers = [await house.ask("HEAD", path) for path in ("/p/visitor/hello", "/healthz")]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].content_length == len("hello you")


async def test_a_webhook_whose_plugin_is_away_is_asked_to_come_back(house: House) -> None:
    house.away["/hooks/sms"] = Unavailable("sms", "a secret reason")
    house.route("GET", "/p/visitor/hello", hello)

    answer = await house.ask("POST", "/hooks/sms/in", key=None, data=b"x")

    assert (await problem(answer))["status"] == 503
    assert answer.headers["Retry-After"] == "30"
    assert "secret" not in await answer.text()


class Picky(msgspec.Struct):
    number: int


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (RequestError(418, "Teapot", "Short and stout."), 418),
        (StoreUnavailable("disk full"), 503),
        (NotReadyError("the till is closed"), 503),
        (web.HTTPForbidden(), 403),
        (web.HTTPRequestEntityTooLarge(1, 2), 413),
        (msgspec.DecodeError("odd"), 400),
        (msgspec.ValidationError("odd"), 422),
    ],
)
async def test_a_refusal_is_a_document_and_no_mistake(house: House, raised: Exception, status: int) -> None:
    async def refuse(request: web.Request) -> web.Response:
        raise raised

    house.route("GET", "/p/visitor/x", refuse)

    answer = await house.ask("GET", "/p/visitor/x", key=None)

    assert (await problem(answer))["status"] == status
    assert house.breaker.last_error == ""


async def test_a_redirect_is_an_answer(house: House) -> None:
    async def away(request: web.Request) -> web.Response:
        raise web.HTTPFound("/elsewhere")

    house.route("GET", "/p/visitor/x", away)

    answer = await house.ask("GET", "/p/visitor/x", key=None)

    assert (answer.status, answer.headers["Location"]) == (302, "/elsewhere")


class Odd(BaseException):
    """Derived from what nobody catches."""


@pytest.mark.parametrize(
    "mistake",
    [ValueError, KeyError, RecursionError, MemoryError, SystemExit, KeyboardInterrupt, Odd, asyncio.CancelledError],
)
async def test_a_plugins_mistake_is_counted_against_it_alone(house: House, mistake: type[BaseException]) -> None:
    async def fail(request: web.Request) -> web.Response:
        raise mistake("internal words")

    house.route("GET", "/p/visitor/x", fail)

    answer = await house.ask("GET", "/p/visitor/x", key=None)

    assert (await problem(answer))["status"] == 500
    assert "internal words" not in await answer.text()
    assert "internal words" in house.breaker.last_error
    assert (await house.ask("GET", "/healthz")).status == 200


@pytest.mark.parametrize("returned", [None, "text", 5, {}])
async def test_what_is_no_response_is_a_mistake(house: House, returned: object) -> None:
    async def odd(request: web.Request) -> Any:
        return returned

    house.route("GET", "/p/visitor/x", odd)

    assert (await problem(await house.ask("GET", "/p/visitor/x", key=None)))["status"] == 500
    assert "not with a response" in house.breaker.last_error


async def test_a_failing_plugin_is_taken_out_and_asked_to_come_back_for(house: House) -> None:
    async def fail(request: web.Request) -> web.Response:
        raise ValueError("again")

    house.route("GET", "/hooks/visitor/x", fail)

    statuses = [(await house.ask("GET", "/hooks/visitor/x", key=None)).status for _ in range(8)]

    assert (statuses[0], statuses[-1]) == (500, 503)


async def test_an_answer_that_breaks_off_is_seen_as_broken(house: House) -> None:
    async def half(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        raise ValueError("in the middle")

    house.route("GET", "/p/visitor/x", half)

    with pytest.raises(ClientPayloadError):
        await house.ask("GET", "/p/visitor/x", key=None)
    assert "in the middle" in house.breaker.last_error


async def test_the_epoch_is_held_while_a_plugin_answers(house: House) -> None:
    held = []

    async def look(request: web.Request) -> web.Response:
        held.append(house.epoch.leases)
        return web.Response()

    house.route("GET", "/p/visitor/x", look)
    await house.ask("GET", "/p/visitor/x", key=None)

    assert (held, house.epoch.leases) == ([1], 0)


async def test_an_open_socket_holds_no_epoch_and_is_closed_at_the_end(house: House) -> None:
    async def socket(request: web.Request) -> web.StreamResponse:
        response = web.WebSocketResponse()
        await response.prepare(request)
        await response.send_str(str(house.epoch.leases))
        async for _ in response:
            pass
        return response

    house.route("GET", "/p/visitor/ws", socket)

    async with house.client.ws_connect("/p/visitor/ws") as ws:
        assert await ws.receive_str() == "0"
        await house.door.close_sockets()
        last = await ws.receive()

    assert (last.type, ws.close_code) == (WSMsgType.CLOSE, 1012)


async def test_a_big_body_is_refused_before_it_is_read(house: House) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    house.route("POST", "/p/visitor/x", take)

    told = await house.ask("POST", "/p/visitor/x", key=None, data=io.BytesIO(b"x" * 10_000_000))
    fits = await house.ask("POST", "/p/visitor/x", key=None, data=b"x" * 1_000_000)

    assert (await problem(told))["status"] == 413
    assert await fits.text() == "1000000"


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(house: House) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    async def endless() -> Any:
        for _ in range(40):
            yield b"x" * 100_000

    house.route("POST", "/p/visitor/x", take)

    answer = await house.ask("POST", "/p/visitor/x", key=None, data=endless())

    assert (await problem(answer))["status"] == 413


@pytest.mark.parametrize(("size", "status"), [(9_000_000, b"413"), (5, b"200")])
async def test_who_asks_before_sending_is_told_before_sending(house: House, size: int, status: bytes) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    house.route("POST", "/p/visitor/x", take)
    reader, writer = await asyncio.open_connection("127.0.0.1", house.listening.port)
    writer.write(b"POST /p/visitor/x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % size)
    first = await reader.readline()
    if b"100" in first:
        await reader.readline()
        writer.write(b"x" * size)
        first = await reader.readline()
    writer.close()

    assert status in first


async def test_a_body_with_a_broken_encoding_is_the_clients_mistake(house: House) -> None:
    async def take(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    house.route("POST", "/p/visitor/x", take)

    answer = await house.ask("POST", "/p/visitor/x", key=None, data=b"no gzip", headers={"Content-Encoding": "gzip"})

    assert (await problem(answer))["status"] == 400
    assert house.breaker.last_error == ""


async def test_every_answer_carries_safe_headers(house: House) -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<p>", content_type="text/html", headers={"Referrer-Policy": "no-referrer"})

    house.route("GET", "/p/visitor/page", page)

    answers = [await house.ask("GET", path) for path in ("/p/visitor/page", "/nothing", "/healthz")]

    assert {answer.headers["X-Content-Type-Options"] for answer in answers} == {"nosniff"}
    assert answers[0].headers["Referrer-Policy"] == "no-referrer"
    assert answers[0].headers["X-Frame-Options"] == "SAMEORIGIN"


async def test_open_requests_are_finished_when_the_shop_closes(unopened: House) -> None:
    await unopened.open()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(request: web.Request) -> web.Response:
        begun.set()
        await go_on.wait()
        return web.Response(text="done")

    unopened.route("GET", "/p/visitor/slow", slow)
    async with asyncio.TaskGroup() as group, unopened.client.get("/nothing"):
        asking = group.create_task(unopened.ask("GET", "/p/visitor/slow", key=None))
        await begun.wait()
        closing = group.create_task(unopened.close_server())
        await asyncio.sleep(0)
        go_on.set()

    assert await asking.result().text() == "done"
    closing.result()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]),
    path=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    body=st.binary(max_size=200),
)
def test_nothing_a_stranger_sends_is_an_error_of_ours(
    nonsense: Callable[..., int], method: str, path: str, body: bytes
) -> None:
    assert nonsense(method, path, body) < 500
