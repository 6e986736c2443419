"""Who may do what: keys, scopes, expiry, revocation, end users' tokens, the shop's own machine."""

import base64
import hashlib
import hmac
import json
import stat

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from shopbell.clock import Clock
from shopbell.contracts import App
from shopbell.http.keys import Key, Keyring, digest_of, keys_from_env, new_key
from shopbell.http.tokens import TokenBody, read_token, sign_token
from tests.http.conftest import ENV_KEY, House

pytestmark = pytest.mark.storage


async def who(request: web.Request) -> web.Response:
    app: App = request["app"]
    return web.json_response([app.name, sorted(app.scopes), app.limited, app.sender])


@pytest.fixture
def guarded(house: House) -> House:
    """A house whose plugin has a door for each scope."""
    for scope in ("chat", "events", "read", "admin"):
        house.route("GET", f"/p/visitor/{scope}", who, needs=scope)
    return house


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic " + ENV_KEY,
        ENV_KEY,
        "Bearer \xe4\xf6",
        "Bearer " + "x" * 7000,
    ],
)
async def test_without_a_right_key_one_is_asked_for(guarded: House, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}

    answer = await guarded.ask("GET", "/p/visitor/chat", key=None, headers=headers)

    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.content_type == "application/problem+json"


async def test_a_key_of_the_environment_opens_every_door(guarded: House) -> None:
    answers = [await guarded.ask("GET", f"/p/visitor/{scope}") for scope in ("chat", "events", "read", "admin")]

    assert [answer.status for answer in answers] == [200] * 4
    assert (await answers[0].json())[0] == "default"


@pytest.mark.parametrize("scope", ["chat", "events", "read", "admin"])
async def test_a_key_opens_the_doors_of_its_scopes_alone(guarded: House, scope: str) -> None:
    key = await guarded.make_key(scope)

    answers = {s: await guarded.ask("GET", f"/p/visitor/{s}", key=key) for s in ("chat", "events", "read", "admin")}

    assert {s: answer.status for s, answer in answers.items()} == {s: 200 if s == scope else 403 for s in answers}
    assert all("insufficient_scope" in a.headers["WWW-Authenticate"] for s, a in answers.items() if s != scope)


async def test_a_revoked_key_is_refused_at_once_and_after_a_restart(guarded: House) -> None:
    key = await guarded.make_key("chat")
    listed = await (await guarded.ask("GET", "/api/v1/keys")).json()

    before = (await guarded.ask("GET", "/p/visitor/chat", key=key)).status
    revoked = await guarded.ask("DELETE", f"/api/v1/keys/{listed[-1]['id']}")
    after = (await guarded.ask("GET", "/p/visitor/chat", key=key)).status
    await guarded.close()
    await guarded.open()

    assert (before, revoked.status, after) == (200, 200, 401)
    assert (await guarded.ask("GET", "/p/visitor/chat", key=key)).status == 401


async def test_a_stored_key_is_good_after_a_restart(guarded: House) -> None:
    key = await guarded.make_key("chat", app="phone-app")
    await guarded.close()
    await guarded.open()

    assert (await (await guarded.ask("GET", "/p/visitor/chat", key=key)).json())[0] == "phone-app"


async def test_a_key_ends_when_its_time_has_come(guarded: House) -> None:
    key = await guarded.make_key("chat", ends_at=guarded.clock.now() + 60_000)

    before = (await guarded.ask("GET", "/p/visitor/chat", key=key)).status
    await guarded.ask("POST", "/api/v1/demo/clock", json={"advance_ms": 61_000})

    assert (before, (await guarded.ask("GET", "/p/visitor/chat", key=key)).status) == (200, 401)


async def test_the_database_holds_no_key(guarded: House) -> None:
    key = await guarded.make_key("chat")

    rows = await guarded.store.fetch("SELECT * FROM app_key")

    assert key.startswith("sb_")
    assert digest_of(key) in rows[0]
    assert key not in str(rows)


@pytest.mark.parametrize(
    "wanted",
    [
        {"app": "x", "scopes": ["root"]},
        {"app": "x", "scopes": []},
        {"app": "", "scopes": ["chat"]},
        {"app": "a:b", "scopes": ["chat"]},
        {"app": "a\n", "scopes": ["chat"]},
        {"app": "x", "scopes": ["chat"], "more": 1},
        {"app": "x"},
        [],
    ],
)
async def test_an_odd_key_is_not_made(guarded: House, wanted: object) -> None:
    assert (await guarded.ask("POST", "/api/v1/keys", json=wanted)).status == 422
    assert await (await guarded.ask("GET", "/api/v1/keys")).json() == []


@pytest.mark.parametrize(("path", "status"), [("/api/v1/keys/99", 404), ("/api/v1/keys/x", 404)])
async def test_an_unknown_key_cannot_be_revoked(guarded: House, path: str, status: int) -> None:
    assert (await guarded.ask("DELETE", path)).status == status


async def test_the_admin_token_is_for_this_machine(guarded: House) -> None:
    file = guarded.data / "admin.token"
    token = file.read_text()

    here = await guarded.ask("GET", "/p/visitor/admin", key=token)
    by_proxy = await guarded.ask("GET", "/p/visitor/admin", key=token, headers={"X-Forwarded-For": "127.0.0.1"})
    rebound = await guarded.ask("GET", "/p/visitor/admin", key=token, headers={"Host": "shop.example"})

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (here.status, by_proxy.status, rebound.status) == (200, 401, 401)


async def test_a_new_start_makes_a_new_admin_token(guarded: House) -> None:
    old = (guarded.data / "admin.token").read_text()
    await guarded.close()
    await guarded.open()

    assert (await guarded.ask("GET", "/p/visitor/admin", key=old)).status == 401


def test_keys_of_the_environment_are_read_with_and_without_names() -> None:
    found = list(keys_from_env(" plain-key-plain-key , app:named-key-named-key,,:no-name, no-key:,short"))

    assert [(key.app.name, key.digest) for key in found] == [
        ("default", digest_of("plain-key-plain-key")),
        ("app", digest_of("named-key-named-key")),
        ("default", digest_of("short")),
    ]


# ---- end users' tokens ------------------------------------------------------------------------------------------


def by_hand(api_key: str, claims: dict[str, object]) -> str:
    """As the documentation tells the app's server to do it."""

    def base64url(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).decode().rstrip("=")

    head = "v1." + base64url(json.dumps(claims).encode())
    mac = hmac.new(hashlib.sha256(api_key.encode()).digest(), head.encode(), hashlib.sha256)
    return f"{head}.{base64url(mac.digest())}"


async def test_a_token_speaks_for_its_sender_and_only_in_the_chat(guarded: House) -> None:
    claims = {"app": "default", "sub": "customer-17", "exp": guarded.clock.now() // 1000 + 60, "more": True}
    token = by_hand(ENV_KEY, claims)

    chat, events = [await guarded.ask("GET", f"/p/visitor/{scope}", key=token) for scope in ("chat", "events")]

    assert await chat.json() == ["default", ["chat"], True, "customer-17"]
    assert events.status == 403


async def test_a_token_ends_in_time_and_with_its_key(guarded: House) -> None:
    key = await guarded.make_key("chat", app="phone-app")
    exp = guarded.clock.now() // 1000 + 60
    token = by_hand(key, {"app": "phone-app", "sub": "ana", "exp": exp})
    late = by_hand(key, {"app": "phone-app", "sub": "ana", "exp": exp - 120})

    statuses = [(await guarded.ask("GET", "/p/visitor/chat", key=each)).status for each in (token, late)]
    await guarded.ask("DELETE", "/api/v1/keys/1")

    assert statuses == [200, 401]
    assert (await guarded.ask("GET", "/p/visitor/chat", key=token)).status == 401


async def test_a_key_without_chat_signs_for_nobody(guarded: House) -> None:
    key = await guarded.make_key("events", app="till")
    token = by_hand(key, {"app": "till", "sub": "ana", "exp": guarded.clock.now() // 1000 + 60})

    assert (await guarded.ask("GET", "/p/visitor/chat", key=token)).status == 401


def ring(key: str, app: str = "default") -> Keyring:
    keyring = Keyring(Clock())
    keyring.add(Key(App(app, frozenset({"chat"})), digest_of(key)))
    return keyring


@given(st.text(max_size=60))
def test_no_text_is_taken_for_a_token(text: str) -> None:
    for token in (text, "v1." + text, f"v1.{text}.{text}"):
        assert read_token(token, ring("key"), 0) is None


@given(st.integers(min_value=0), st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=127))
def test_a_changed_token_is_refused(at: int, other: str) -> None:
    key = new_key()
    token = sign_token(key, TokenBody("default", "ana", 2_000_000_000))
    at = 3 + at % (len(token) - 3)
    changed = token[:at] + other + token[at + 1 :]

    read = read_token(changed, ring(key), 0)

    # The last letter of a base64 text has bits that mean nothing.
    assert read is None or changed == token or at == len(token) - 1
    assert read_token(token, ring(key), 0) is not None
    assert read_token(token, ring(key, "another"), 0) is None
    assert read_token(token, ring(new_key()), 0) is None
