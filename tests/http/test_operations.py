"""What an operator asks of a running shop."""

import json
import re
from typing import Any

import msgspec
import pytest
from aiohttp import web

from shopbell.http.operations import Readiness
from tests.http.conftest import House

pytestmark = pytest.mark.storage


async def test_health_needs_no_key(house: House) -> None:
    answer = await house.ask("GET", "/healthz", key=None)

    assert (answer.status, (await answer.json())["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("now", "query", "status", "word"),
    [
        (Readiness(True), "", 200, "ok"),
        (Readiness(True), "?strict=1", 200, "ok"),
        (Readiness(True, ["sms: no credit"]), "", 200, "degraded"),
        (Readiness(True, ["sms: no credit"]), "?strict=1", 503, "degraded"),
        (Readiness(True, ["sms: no credit"]), "?strict=0", 200, "degraded"),
        (Readiness(False, ["the disk is full"]), "", 503, "not ready"),
    ],
)
async def test_readiness_says_why(house: House, now: Readiness, query: str, status: int, word: str) -> None:
    house.behind.now = now

    answer = await house.ask("GET", "/readyz" + query, key=None)
    told = await answer.json()

    assert (answer.status, told["status"], told["reasons"]) == (status, word, now.reasons)


async def test_metrics_are_for_this_machine_or_a_key(house: House) -> None:
    there = {"X-Forwarded-For": "8.8.8.8"}
    key = await house.make_key("read")

    here = await house.ask("GET", "/metrics", key=None)
    stranger = await house.ask("GET", "/metrics", key=None, headers=there)
    keyed = await house.ask("GET", "/metrics", key=key, headers=there)

    assert (here.status, stranger.status, keyed.status) == (200, 401, 200)
    assert here.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert re.search(r'^shopbell_http_responses_total\{status="401"\} 1\.0$', await keyed.text(), re.MULTILINE)


READ = ["/api/v1/plugins", "/api/v1/turns/2", "/api/v1/customers/3", "/api/v1/handoffs", "/api/v1/outbox"]
CHANGE = [
    ("PATCH", "/api/v1/plugins/faq", {"enabled": False}),
    ("POST", "/api/v1/plugins/faq/reload", None),
    ("POST", "/api/v1/handoffs/7/release", None),
    ("POST", "/api/v1/outbox/33/redrive", None),
    ("POST", "/api/v1/demo/clock", {"advance_ms": 5}),
]


@pytest.mark.parametrize("path", READ)
async def test_reading_needs_a_key_for_reading(house: House, path: str) -> None:
    reader, chatter = await house.make_key("read"), await house.make_key("chat")

    statuses = [(await house.ask("GET", path, key=key)).status for key in (None, chatter, reader)]

    assert statuses == [401, 403, 200]


@pytest.mark.parametrize(("method", "path", "body"), CHANGE)
async def test_changing_needs_a_key_for_changes(house: House, method: str, path: str, body: Any) -> None:
    reader, admin = await house.make_key("read"), await house.make_key("admin")

    statuses = [(await house.ask(method, path, key=key, json=body)).status for key in (None, reader, admin)]

    assert statuses == [401, 403, 200]


async def test_a_plugin_is_switched_off_by_who_asked(house: House) -> None:
    answer = await house.ask("PATCH", "/api/v1/plugins/faq", json={"enabled": False})

    assert await answer.json() == {
        "name": "faq", "version": "1", "state": "disabled", "reason": "by default", "since": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PATCH", "/api/v1/plugins/nobody", {"enabled": True}, 404),
        ("PATCH", "/api/v1/plugins/broken", {"enabled": True}, 422),
        ("PATCH", "/api/v1/plugins/faq", {"enabled": "yes"}, 422),
        ("PATCH", "/api/v1/plugins/faq", {"enabled": True, "x": 1}, 422),
        ("PATCH", "/api/v1/plugins/faq", None, 400),
        ("POST", "/api/v1/plugins/broken/reload", None, 409),
        ("POST", "/api/v1/plugins/nobody/reload", None, 404),
        ("GET", "/api/v1/turns/99", None, 404),
        ("GET", "/api/v1/turns/x", None, 404),
        ("GET", "/api/v1/turns/-1", None, 404),
        ("GET", "/api/v1/turns/" + "9" * 400, None, 404),
        ("GET", "/api/v1/turns/", None, 404),
        ("GET", "/api/v1/turns/%D9%A2", None, 404),
        ("GET", "/api/v1/customers/4", None, 404),
        ("POST", "/api/v1/handoffs/8/release", None, 404),
        ("GET", "/api/v1/outbox?state=lost", None, 422),
        ("GET", "/api/v1/outbox?limit=0", None, 422),
        ("GET", "/api/v1/outbox?limit=x", None, 422),
        ("POST", "/api/v1/outbox/1/redrive", None, 404),
        ("POST", "/api/v1/outbox/34/redrive", None, 409),
        ("POST", "/api/v1/demo/clock", {"advance_ms": -1}, 422),
        ("POST", "/api/v1/demo/clock", {"advance_ms": 1 << 62}, 422),
        ("POST", "/api/v1/demo/clock", {"advance_ms": 1.5}, 422),
    ],
)
async def test_what_cannot_be_done_is_told(house: House, method: str, path: str, body: Any, status: int) -> None:
    answer = await house.ask(method, path, json=body) if body is not None else await house.ask(method, path)

    assert (answer.status, answer.content_type) == (status, "application/problem+json")


async def test_the_clock_moves_in_the_demo_alone(unopened: House) -> None:
    unopened.behind.demo = False
    await unopened.open()

    assert (await unopened.ask("POST", "/api/v1/demo/clock", json={"advance_ms": 5})).status == 404


async def test_the_outbox_is_listed_by_state(house: House) -> None:
    listed = [await (await house.ask("GET", "/api/v1/outbox" + query)).json() for query in ("", "?state=sent")]

    assert [len(rows) for rows in listed] == [1, 0]


# ---- the document -----------------------------------------------------------------------------------------------


class Asked(msgspec.Struct):
    """What the plugin takes."""

    number: int


async def ask(request: web.Request) -> web.Response:
    """Ask for a number.

    More words.
    """
    return web.Response()


def references(node: Any) -> set[str]:
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


async def test_the_document_tells_of_every_route(house: House) -> None:
    ask.__dict__["openapi"] = {"body": Asked, "answers": {200: Asked, 202: None}, "query": {"wait": float}}
    house.route("POST", "/p/visitor/ask/{name}", ask, needs="chat")

    answer = await house.ask("GET", "/openapi.json", key=None)
    document = json.loads(await answer.text())

    operation = document["paths"]["/p/visitor/ask/{name}"]["post"]
    assert document["openapi"] == "3.1.0"
    assert operation["summary"] == "Ask for a number."
    assert operation["security"] == [{"key": []}]
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Asked"}
    assert [each["name"] for each in operation["parameters"]] == ["name", "wait"]
    assert {"/healthz", "/readyz", "/metrics", "/openapi.json", "/api/v1/plugins/{name}"} <= set(document["paths"])
    for reference in references(document):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


async def test_a_plugin_with_impossible_types_does_not_spoil_the_document(house: House) -> None:
    async def odd(request: web.Request) -> web.Response:
        return web.Response()

    odd.__dict__["openapi"] = {"body": dict[complex, set[Any]], "answers": 7}
    house.route("GET", "/p/visitor/odd", odd)

    answer = await house.ask("GET", "/openapi.json", key=None)

    assert answer.status == 200
    assert "/p/visitor/odd" in (await answer.json())["paths"]


async def test_the_document_follows_the_plugins(house: House) -> None:
    before = await (await house.ask("GET", "/openapi.json")).json()
    house.route("GET", "/p/visitor/new", ask)
    after = await (await house.ask("GET", "/openapi.json")).json()

    assert set(after["paths"]) - set(before["paths"]) == {"/p/visitor/new"}
