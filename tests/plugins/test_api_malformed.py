"""Whatever an app sends that is ill-formed is refused with a problem document, and nothing of it is stored."""

import asyncio
import io
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shopbell.testing.channel_contract import odd_inputs
from tests.http.conftest import ENV_KEY
from tests.plugins.api_house import EVENTS, MESSAGES, ApiHouse, api_house, body


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ApiHouse]:
    """The API as it stands without settings."""
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    async with api_house(tmp_path) as house:
        yield house


ILL_FORMED = [
    (b"", 400),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b"null", 422),
    (b"[]", 422),
    (b'"hi"', 422),
    (b"{}", 422),
    (body() + b"x", 400),
    (b'{"sender": "ana", "id": "1", "text": "\xff"}', 400),
    (b'{"sender": "ana", "id": "1", "text": "\\ud800"}', 400),
    (b'{"sender": "ana", "id": "1", "text": "a\x00b"}', 400),
    (b'{"sender": "ana", "id": "1", "text": NaN}', 400),
    (body(text="a\0b"), 422),
    (body(sender="a\0b"), 422),
    (body(payload="\0"), 422),
    (body(context={"page": "\0"}), 422),
    (body(sender=""), 422),
    (body(sender="a" * 201), 422),
    (body(sender="a\x1fb"), 422),
    (body(sender="a\nb"), 422),
    (body(sender=5), 422),
    (body(id=""), 422),
    (body(id="1" * 201), 422),
    (body(id="\x1f"), 422),
    (body(id=None), 422),
    (body(text="x" * 8_001), 422),
    (body(text=["hi"]), 422),
    (body(text=""), 422),
    (body(text=" \n "), 422),
    (body(payload={"a": 1}), 422),
    (body(payload="x" * 1_001), 422),
    (body(attachments=[{"kind": "spell", "url": "https://x.example"}]), 422),
    (body(attachments=[{"kind": "image", "url": "file:///etc/passwd"}]), 422),
    (body(attachments=[{"kind": "image"}]), 422),
    (body(attachments=[{"kind": "image", "url": "https://x.example", "media": "aa"}]), 422),
    (body(attachments=[{"kind": "image", "url": "https://x.example"}] * 11), 422),
    (body(context={"colour": "red"}), 422),
    (body(context=[]), 422),
    (body(context={"locale": "x" * 36}), 422),
    (body(account="other"), 422),
    (b'{"sender": "ana", "id": ' + b"[" * 5_000, 422),
    (b'{"sender": "ana", "id": "1", "text": "' + b"x" * 2_000_000 + b'"}', 413),
]


@pytest.mark.parametrize(("sent", "status"), ILL_FORMED, ids=[str(n) for n in range(len(ILL_FORMED))])
async def test_what_is_ill_formed_is_refused_and_not_stored(house: ApiHouse, sent: bytes, status: int) -> None:
    answer = await house.ask("POST", MESSAGES, data=io.BytesIO(sent))

    assert (answer.status, answer.content_type) == (status, "application/problem+json")
    assert house.echo.heard == []
    assert house.breaker.last_error == ""


async def test_an_unknown_field_is_named(house: ApiHouse) -> None:
    _, told = await house.say(txet="hi")

    assert "`txet`" in told["detail"]


async def test_the_largest_that_fits_is_taken(house: ApiHouse) -> None:
    status, _ = await house.say("\U0001f35e" * 8_000, sender="ä" * 200, id="1" * 200)

    assert status == 200


async def test_a_backslash_before_u0000_is_text(house: ApiHouse) -> None:
    assert (await house.say("\\u0000"))[0] == 200


@pytest.mark.parametrize("wait", ["x", "-1", "31", "", "1e1", "nan", "\u0663", "1.2.3", ".", "9" * 400])
async def test_an_odd_wait_is_refused(house: ApiHouse, wait: str) -> None:
    status, _ = await house.say(wait=wait)

    assert (status, house.echo.heard) == (422, [])


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
near_messages = st.dictionaries(
    st.sampled_from(["sender", "id", "text", "payload", "attachments", "context", "kind", "body", "at", "x"]),
    json_values,
)


@settings(max_examples=odd_inputs(), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.binary(max_size=80)
    | (json_values | near_messages | st.lists(near_messages)).map(json.dumps).map(str.encode)
)
def test_nothing_that_is_sent_breaks_the_shop(send: Callable[[bytes], tuple[int, int]], sent: bytes) -> None:
    for status in send(sent):
        assert status in (200, 400, 413, 422)


@pytest.fixture
def send(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], tuple[int, int]]]:
    """Posts bytes to both doors; the two statuses."""
    monkeypatch.setenv("TEST_KEYS", ENV_KEY)
    with asyncio.Runner() as runner:
        stack = api_house(tmp_path)
        house = runner.run(stack.__aenter__())

        async def ask(sent: bytes) -> tuple[int, int]:
            return (
                (await house.ask("POST", MESSAGES, data=sent)).status,
                (await house.ask("POST", EVENTS, data=sent)).status,
            )

        try:
            yield lambda sent: runner.run(ask(sent))
        finally:
            runner.run(stack.__aexit__(None, None, None))
