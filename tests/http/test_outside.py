"""One door to the open internet: no address, no name and no redirect leads inside."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from shopbell import PrivateAddressError, callback_mistake
from shopbell.addresses import is_private
from shopbell.http.outside import outside_session
from shopbell.testing import Answer, Platform, TestShop

pytestmark = pytest.mark.storage

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "255.255.255.255", "::1", "::", "fd00::1", "fe80::1", "fe80::1%eth0", "::ffff:10.0.0.1", "64:ff9b::a00:1",
    "2002:a00:1::", "ff02::1", "localhost", "LOCALHOST.", "printer.local", "db.internal",
]  # fmt: skip
CALLED_INSIDE = """
from shopbell import PrivateAddressError, Reply, hookimpl, skill

@hookimpl
def shopbell_skills(scope):
    @skill()
    async def answer(turn):
        try:
            async with scope.outside(turn.text).get(turn.text) as got:
                return Reply(text=await got.text())
        except PrivateAddressError:
            return Reply(text="inside")

    return [answer]
"""


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with outside_session("https://shop.example/") as session:
        yield session


@pytest.mark.parametrize("host", INSIDE)
def test_what_lies_inside_is_known_however_it_is_written(host: str) -> None:
    assert is_private(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "shop.example", "local.example"])
def test_the_open_internet_is_open(host: str) -> None:
    assert not is_private(host)


@pytest.mark.parametrize("host", INSIDE)
async def test_nothing_inside_is_called(session: ClientSession, host: str) -> None:
    url = f"http://[{host}]/" if ":" in host else f"http://{host}/"

    with pytest.raises(PrivateAddressError):
        await session.get(url.replace("%eth0", ""))


async def test_nor_a_name_whose_resolver_answers_with_an_address_inside(session: ClientSession) -> None:
    # ``0x7f.1`` is a name to a URL parser and 127.0.0.1 to the system's resolver: no name server needed.
    async with Platform() as platform:
        with pytest.raises(PrivateAddressError):
            await session.get(platform.url.replace("127.0.0.1", "0x7f.1"))

    assert platform.asked == []


@pytest.mark.parametrize("host", ["10.0.0.1", "0x7f.1", "169.254.169.254"])
async def test_nor_where_a_redirect_leads(host: str) -> None:
    redirect = Answer(302, headers={"Location": f"http://{host}:1/"})
    async with Platform(lambda asked: redirect) as platform, outside_session(platform.url) as session:
        with pytest.raises(PrivateAddressError):
            await session.get(platform.url)

    assert len(platform.asked) == 1


async def test_this_machine_is_called_where_the_owner_named_it() -> None:
    async with Platform(lambda asked: Answer(body={"ok": True})) as platform:
        async with outside_session(platform.url) as session, session.get(platform.url) as answer:
            assert await answer.json() == {"ok": True}
        async with outside_session("https://shop.example/") as session:
            with pytest.raises(PrivateAddressError):
                await session.get(platform.url)


async def test_a_plugin_calls_by_the_same_door(shop: TestShop) -> None:
    shop.write_plugin("caller", CALLED_INSIDE)
    await shop.settle()
    async with Platform(lambda asked: Answer(body={"ok": True})) as platform:
        assert '"ok"' in (await shop.customer("ana").says(platform.url)).text
        shown = platform.url.replace("127.0.0.1", "0x7f.1")
        assert (await shop.customer("ana").says(shown)).text == "inside"

    assert (await shop.customer("ana").says("http://192.168.1.1/")).text == "inside"


@pytest.mark.parametrize(
    ("url", "mistake"),
    [
        ("https://shop.example/x", ""),
        ("http://localhost:8080/x", ""),
        ("http://shop.example/x", "must be https; http is only for a server on this machine"),
        ("https://192.168.1.9/x", "leads into a private network"),
        ("https://intranet.local/x", "leads into a private network"),
        ("https://me:pw@shop.example/", "is no address such as https://example.org/shopbell"),
        ("https://x.example:99999/", "is no address such as https://example.org/shopbell"),
    ],
)
def test_an_owner_is_told_what_is_wrong_with_an_address(url: str, mistake: str) -> None:
    assert callback_mistake(url) == mistake


def test_the_shops_own_network_may_be_allowed() -> None:
    assert callback_mistake("https://192.168.1.9/x", private=True) == ""
