"""Strangers are held to a pace, each on their own, whatever address they claim to have."""

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from shopbell.contracts import App
from shopbell.http.client import limit_key, parse_address
from shopbell.http.limits import Buckets, Limits, Rate
from tests.http.conftest import House


class Hand:
    """A clock moved by hand."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


FREE = Rate(0, 0)


async def hello(request: web.Request) -> web.Response:
    app: App | None = request.get("app")
    if app is None or app.limited:
        request["limit"](request.query.get("conversation", "one"))
    return web.Response(text=request["client"])


def counted(unopened: House, address: Rate = FREE, conversation: Rate = FREE) -> House:
    unopened.limits = Limits(address, conversation)
    unopened.route("GET", "/p/visitor/hello", hello)
    unopened.route("GET", "/p/visitor/keyed", hello, needs="chat")
    unopened.route("POST", "/hooks/visitor", hello)
    return unopened


async def test_too_many_requests_of_one_address_are_refused(unopened: House) -> None:
    house = counted(unopened, address=Rate(0.01, 3))
    await house.open()

    answers = [await house.ask("GET", "/p/visitor/hello", key=None) for _ in range(5)]

    assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 100
    assert answers[-1].content_type == "application/problem+json"


async def test_a_conversation_is_limited_on_its_own(unopened: House) -> None:
    house = counted(unopened, conversation=Rate(0.01, 2))
    await house.open()

    async def status(conversation: str) -> int:
        answer = await house.ask("GET", "/p/visitor/hello", key=None, params={"conversation": conversation})
        return answer.status

    assert [await status(name) for name in ("ana", "ana", "ana", "ben")] == [200, 200, 429, 200]


async def test_health_and_webhooks_are_always_answered(unopened: House) -> None:
    house = counted(unopened, address=Rate(0.01, 1))
    await house.open()

    statuses = [(await house.ask("GET", path, key=None)).status for path in ("/healthz", "/readyz") for _ in range(4)]
    hooked = [(await house.ask("POST", "/hooks/visitor", key=None)).status for _ in range(4)]

    assert {*statuses, *hooked} == {200}


async def test_a_key_is_not_limited_unless_it_says_so(unopened: House) -> None:
    house = counted(unopened, address=Rate(0.01, 2), conversation=Rate(0.01, 2))
    await house.open()
    held = await house.make_key("chat", limited=True)

    free = [(await house.ask("GET", "/p/visitor/keyed")).status for _ in range(6)]
    limited = [(await house.ask("GET", "/p/visitor/keyed", key=held)).status for _ in range(4)]

    assert (free, limited) == ([200] * 6, [200, 200, 429, 429])


@pytest.mark.parametrize(
    ("trusted", "forwarded", "client"),
    [
        ((), ["6.6.6.6"], "127.0.0.1"),  # nobody is trusted
        (("127.0.0.1/32",), [], "127.0.0.1"),
        (("127.0.0.1/32",), ["8.8.8.8"], "8.8.8.8"),
        (("127.0.0.1/32",), ["6.6.6.6, 8.8.8.8"], "8.8.8.8"),  # the left is the client's own invention
        (("127.0.0.1/32",), ["6.6.6.6", "8.8.8.8"], "8.8.8.8"),  # the same in two headers
        (("127.0.0.1/32", "10.0.0.0/8"), ["6.6.6.6, 8.8.8.8, 10.1.2.3"], "8.8.8.8"),
        (("127.0.0.1/32", "10.0.0.0/8"), ["10.9.9.9, 10.1.2.3"], "10.9.9.9"),
        (("127.0.0.1/32",), ["8.8.8.8:4711"], "8.8.8.8"),
        (("127.0.0.1/32",), ["[2001:db8::1]:4711"], "2001:db8::1"),
        (("127.0.0.1/32",), ["::ffff:8.8.8.8"], "8.8.8.8"),
        (("127.0.0.1/32",), ["6.6.6.6, <script>"], "127.0.0.1"),
        (("127.0.0.1/32",), ["8.8.8.8,"], "127.0.0.1"),
        (("127.0.0.1/32",), ["unknown"], "127.0.0.1"),
        (("127.0.0.1/32",), [", ".join(["6.6.6.6"] * 900)], "6.6.6.6"),
        (("10.0.0.0/8",), ["6.6.6.6"], "127.0.0.1"),  # the peer itself is none of the proxies
    ],
)
async def test_the_client_is_the_last_hop_that_is_not_trusted(
    unopened: House, trusted: tuple[str, ...], forwarded: list[str], client: str
) -> None:
    house = counted(unopened)
    await house.open(trusted_proxies=trusted)
    headers = [("X-Forwarded-For", value) for value in forwarded]

    async with house.client.get("/p/visitor/hello", headers=headers) as answer:
        assert await answer.text() == client


async def test_an_invented_address_does_not_escape_the_limit(unopened: House) -> None:
    house = counted(unopened, address=Rate(0.01, 2))
    await house.open(trusted_proxies=("127.0.0.1",))

    statuses = [
        (
            await house.ask("GET", "/p/visitor/hello", key=None, headers={"X-Forwarded-For": f"6.6.6.{n}, 8.8.8.8"})
        ).status
        for n in range(4)
    ]

    assert statuses == [200, 200, 429, 429]


def test_a_bucket_fills_again_in_time() -> None:
    hand = Hand()
    buckets = Buckets(Rate(per_second=2, burst=2), now=hand)

    first = [buckets.take("ana") for _ in range(3)]
    hand.now += first[-1]

    assert first == [0, 0, 0.5]
    assert [buckets.take("ana"), buckets.take("ana")] == [0, 0.5]


@given(st.lists(st.tuples(st.integers(0, 2_000), st.floats(0, 5)), max_size=300))
def test_buckets_stay_bounded_and_never_give_more_than_the_rate(visits: list[tuple[int, float]]) -> None:
    hand = Hand()
    buckets = Buckets(Rate(per_second=1, burst=3), capacity=50, now=hand)
    given_to_ana = 0

    for visitor, pause in visits:
        hand.now += pause
        given_to_ana += buckets.take("ana") == 0
        buckets.take(str(visitor))

        assert len(buckets) <= 50
        assert given_to_ana <= 3 + (hand.now - 1_000) + 1e-6


def test_a_flood_of_addresses_forgets_the_quiet_first() -> None:
    hand = Hand()
    buckets = Buckets(Rate(per_second=0.01, burst=1), capacity=100, now=hand)
    assert buckets.take("ana") == 0

    for number in range(1_000):
        buckets.take(f"flood-{number}")
        assert number > 50 or buckets.take("ana") > 0

    assert len(buckets) <= 100


def test_a_household_with_ipv6_is_one_visitor() -> None:
    assert limit_key("2001:db8::1") == limit_key("2001:db8::ffff:2") != limit_key("2001:db8:0:1::1")
    assert limit_key("8.8.8.8") == "8.8.8.8"


@given(st.text(max_size=50))
def test_any_text_is_an_address_or_none(text: str) -> None:
    parse_address(text)
    limit_key(text)
