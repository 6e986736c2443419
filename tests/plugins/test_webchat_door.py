"""Who may use the web chat's anonymous doors, and how much: origins, tokens, limits, bad input."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from shopbell_webchat.limits import Buckets, subscriber
from shopbell_webchat.origins import Origins
from shopbell_webchat.tokens import Tokens, Visitor
from tests.web.counter import Counter

SMALL = {"messages_per_minute": 6, "visitors_per_minute": 9, "sockets_per_address": 2, "text_max": 20}


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def counter() -> AsyncIterator[Counter]:
    async with Counter({"origins": ["https://bakery.example"]}).open() as counter:
        yield counter


@pytest.fixture
async def small(session: ClientSession) -> AsyncIterator[Counter]:
    async with Counter(SMALL).open() as counter:
        yield counter


@pytest.mark.parametrize(
    ("origin", "host", "let_in"),
    [
        ("https://bakery.example", "chat.example", True),
        ("https://BAKERY.example", "chat.example", True),
        ("http://bakery.example", "chat.example", False),
        ("https://bakery.example.evil.example", "chat.example", False),
        ("https://chat.example", "chat.example", True),
        ("https://chat.example:443", "chat.example", True),
        ("https://chat.example:8443", "chat.example", False),
        ("http://10.0.0.5:8765", "10.0.0.5:8765", True),
        ("http://localhost:3000", "chat.example", True),
        ("http://127.0.0.1:9", "chat.example", True),
        ("http://[::1]:9", "chat.example", True),
        ("http://localhost.evil.example", "chat.example", False),
        ("null", "chat.example", False),
        ("", "chat.example", False),
        ("https://", "chat.example", False),
        ("https://chat.example:no", "chat.example", False),
        ("ftp://chat.example", "chat.example", False),
        ("https://chat.example", "chat.example:port", False),
    ],
)
def test_only_pages_of_the_shop_may_show_the_chat(origin: str, host: str, let_in: bool) -> None:
    assert Origins(["https://bakery.example"]).allows(origin, host) is let_in


async def test_a_foreign_page_gets_no_socket_and_no_token(counter: Counter, session: ClientSession) -> None:
    foreign = {"Origin": "https://evil.example"}

    with pytest.raises(WSServerHandshakeError) as refused:
        await session.ws_connect(f"{counter.url}/chat/ws", headers=foreign)
    async with session.post(f"{counter.url}/chat/token", json={}, headers=foreign) as answer:
        assert (refused.value.status, answer.status) == (403, 403)
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_listed_page_may_call_across_sites(counter: Counter, session: ClientSession) -> None:
    page = {"Origin": "https://bakery.example"}

    async with session.options(f"{counter.url}/chat/messages", headers=page) as asked:
        assert asked.status == 204
        assert asked.headers["Access-Control-Allow-Origin"] == "https://bakery.example"
        assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    async with session.get(f"{counter.url}/chat/messages", headers=page) as refused:
        assert refused.status == 401
        assert refused.headers["Access-Control-Allow-Origin"] == "https://bakery.example"  # the page can read why


def test_a_token_is_good_for_its_visitor_alone_and_not_for_ever() -> None:
    now = 1_000_000.0
    tokens = Tokens(b"k" * 32, days=2, now=lambda: now)
    token = tokens.issue(Visitor("default", "abc"))

    assert tokens.read(token) == Visitor("default", "abc")
    assert tokens.read(token.replace("abc", "abd")) is None
    assert Tokens(b"x" * 32, days=2, now=lambda: now).read(token) is None
    assert all(tokens.read(nonsense) is None for nonsense in ("", ".", "1.default.abc.1000000.", "ä.é", token[:-1]))
    now += 2 * 86_400
    assert tokens.read(token) is None


async def test_a_forged_token_is_refused(counter: Counter, session: ClientSession) -> None:
    ana = counter.browser(session, "1.default.0123.1.AAAA")

    await ana.connect()

    assert (await ana.next())["code"] == "token"
    assert await ana.closed() == 4001


@pytest.mark.parametrize(
    ("hello", "code", "close"),
    [({"v": 2}, "version", 4002), ({"site": "nowhere"}, "site", 4003), ({"after": -1}, "invalid", 4000)],
)
async def test_an_unfitting_hello_is_refused(
    counter: Counter, session: ClientSession, hello: dict[str, Any], code: str, close: int
) -> None:
    ana = counter.browser(session)

    await ana.connect(**hello)

    assert (await ana.hear("error"))["code"] == code
    assert await ana.closed() == close


@pytest.mark.parametrize(
    "frame",
    [
        "", "null", "[]", "{", '{"type":"dance"}', '{"type":"message"}', '{"type":"message","id":"a b","text":"x"}',
        '{"type":"message","id":"m","text":7}',
        '{"type":"message","id":"m"}', '{"type":"message","id":"m","text":"  "}',
        '{"type":"message","id":"m","text":"a\\u0000b"}', '{"type":"message","id":"m","text":"\\ud800"}',
        '{"type":"hello"}', '{"type":"message","id":"m\\n","text":"x"}',
    ],
)  # fmt: skip
async def test_nonsense_is_refused_and_the_chat_goes_on(counter: Counter, session: ClientSession, frame: str) -> None:
    ana = counter.browser(session)
    await ana.arrive()

    await ana.socket.send_str(frame)

    assert (await ana.hear("error"))["code"] == "invalid"
    await ana.send(type="message", id="ok", text="still here")
    await ana.hear("ack", id="ok")
    assert len(counter.ledger.heard) == 1


async def test_bytes_and_giants_are_refused(counter: Counter, session: ClientSession) -> None:
    ana = counter.browser(session)
    await ana.arrive()
    await ana.socket.send_bytes(b"\xff\xfe")
    assert (await ana.hear("error"))["code"] == "invalid"

    await ana.socket.send_str("x" * 70_000)

    assert await ana.closed() == 1009


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400), (b'"text"', "application/json", 400), (b"\xff", "application/json", 400),
        (b'{"id":"m","text":"x"}', "text/plain", 415), (b'{"id":"m"}', "application/json", 422),
        (b" " * 70_000, "application/json", 413),
        (b'{"id":"m","text":"' + b"x" * 5_000 + b'"}', "application/json", 413),
    ],
)  # fmt: skip
async def test_bad_bodies_get_a_problem_document(
    counter: Counter, session: ClientSession, body: bytes, kind: str, status: int
) -> None:
    headers = {"Authorization": f"Bearer {await token(counter, session)}", "Content-Type": kind}

    async with session.post(f"{counter.url}/chat/messages", data=body, headers=headers) as answer:
        assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert counter.ledger.heard == []


@pytest.mark.parametrize("query", ["after=x", "after=-1", "wait=26", "wait=nan", "after=1e99"])
async def test_a_poll_with_a_number_that_does_not_fit_is_refused(
    counter: Counter, session: ClientSession, query: str
) -> None:
    headers = {"Authorization": f"Bearer {await token(counter, session)}"}

    async with session.get(f"{counter.url}/chat/messages?{query}", headers=headers) as answer:
        assert answer.status == 400


async def test_too_long_a_message_is_refused_for_good(small: Counter, session: ClientSession) -> None:
    ana = small.browser(session)
    await ana.arrive()

    await ana.send(type="message", id="m1", text="x" * 21)

    refused = await ana.hear("error", id="m1")
    assert (refused["code"], "retry_after" in refused) == ("too_long", False)


async def test_a_visitor_who_writes_too_fast_is_asked_to_wait(small: Counter, session: ClientSession) -> None:
    ana = small.browser(session)
    await ana.arrive()
    for number in range(3):
        await ana.send(type="message", id=f"m{number}", text="hello")

    refused = await ana.hear("error")

    assert (refused["code"], refused["id"], refused["retry_after"] >= 1) == ("rate", "m2", True)
    assert len(small.ledger.heard) == 2


async def test_an_address_has_only_so_many_windows_and_visitors(small: Counter, session: ClientSession) -> None:
    windows = [small.browser(session) for _ in range(2)]
    for window in windows:
        await window.arrive()

    with pytest.raises(WSServerHandshakeError) as refused:
        await small.browser(session).connect()
    assert refused.value.status == 429
    windows[0].cut()
    async with session.post(f"{small.url}/chat/token", json={}) as third:
        assert third.status == 201
    async with session.post(f"{small.url}/chat/token", json={}) as fourth:
        assert (fourth.status, "Retry-After" in fourth.headers) == (429, True)


def test_a_bucket_fills_again_and_is_forgotten() -> None:
    now = 0.0
    buckets = Buckets(60, lambda: now)
    assert [buckets.wait("ana") > 0 for _ in range(21)] == [False] * 20 + [True]

    now = 1.0
    assert buckets.wait("ana") == 0
    now = 30.0
    buckets.sweep()

    assert buckets._levels == {}


@pytest.mark.parametrize(
    ("client", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1:2:3:4", "2001:db8::/64"),
        ("", ""),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.7"),
    ],
)
def test_limits_count_what_a_client_cannot_change(client: str, key: str) -> None:
    assert subscriber(client) == key


async def test_the_widgets_modules_are_cached_by_version(counter: Counter, session: ClientSession) -> None:
    async with session.get(f"{counter.url}/chat/loader.js") as loader:
        text, tag = await loader.text(), loader.headers["ETag"]
        assert (loader.content_type, loader.headers["X-Content-Type-Options"]) == ("text/javascript", "nosniff")
        assert "max-age=300" in loader.headers["Cache-Control"]
    async with session.get(f"{counter.url}/chat/loader.js", headers={"If-None-Match": tag}) as again:
        assert again.status == 304
    version = text.partition("w/")[2].partition("/")[0]

    async with session.get(f"{counter.url}/chat/w/{version}/panel.js") as module:
        assert "immutable" in module.headers["Cache-Control"]
    async with session.get(f"{counter.url}/chat/w/000000000000/words/de.js") as older:
        assert (older.status, older.headers["Cache-Control"]) == (200, "no-store")
    async with session.get(f"{counter.url}/chat/w/{version}/../../plugin.toml") as outside:
        assert outside.status == 404


async def token(counter: Counter, session: ClientSession) -> str:
    async with session.post(f"{counter.url}/chat/token", json={}) as made:
        return str((await made.json())["token"])
