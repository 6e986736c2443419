"""What goes wrong for many orders at once: raised by the owner or another system, told to whom it concerns, ended."""

import aiohttp
import pytest

from shopbell.testing import TestShop
from tests.skills.owner import command, rows
from tests.skills.test_order_status import asks, open_late

OF = "shopbell_order_status".removeprefix("shopbell_")
STRIKE = ("incident", "DHL is on strike.", "--carrier", "DHL", "--until", "2030-12-04")
OWN = "# Ours.\n[[incident]]\ntext = 'The oven broke.'   # on Monday\n"


async def test_the_owner_raises_one_and_ends_it_and_the_file_keeps_its_comments(shop: TestShop) -> None:
    shop.write("incidents.toml", OWN)
    await open_late(shop)

    written = await command(shop, *STRIKE, of=OF)
    await shop.settle()
    told = await asks(shop, "ben", "L-1002")
    shown = rows(await command(shop, "incidents", "--json", of=OF))
    ended = await command(shop, "over", "2", of=OF)
    await shop.settle()

    assert written.exit_code == 0
    assert "DHL is on strike." in told
    assert [(one["number"], one["carrier"], one["until"]) for one in shown] == [(1, "", None), (2, "DHL", "2030-12-04")]
    assert ended.exit_code == 0
    assert (shop.folder / "incidents.toml").read_text().strip() == OWN.strip()
    assert "strike" not in await asks(shop, "eve", "L-1002")


async def test_the_list_is_for_people_too(shop: TestShop) -> None:
    await open_late(shop)
    nothing = await command(shop, "incidents", of=OF)
    await command(shop, *STRIKE, of=OF)

    shown = await command(shop, "incidents", of=OF)

    assert nothing.stderr == "Nothing goes wrong.\n"
    assert shown.stdout == "  1  DHL is on strike.\n     carrier: DHL\n     until: 2030-12-04\n"


async def test_a_number_is_the_place_in_the_file_also_beside_a_broken_entry(shop: TestShop) -> None:
    shop.write("incidents.toml", "[[incident]]\ntxt = 'x'\n\n[[incident]]\ntext = 'The oven broke.'\n")
    await open_late(shop)

    shown = await command(shop, "incidents", of=OF)
    await command(shop, "over", "1", of=OF)

    assert shown.stdout == "  2  The oven broke.\n"
    assert "[[incident]] number 1" in shown.stderr
    assert "txt" not in (shop.folder / "incidents.toml").read_text()


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("incident", " "), "the text is empty"),
        (("incident", "x", "--since", "2030-02-01", "--until", "2030-01-01"), "--until is before --since"),
        (("incident", "x", "--until", "tomorrow"), "does not match the format"),
        (("over", "1"), "incidents.toml has no incident 1; `shopbell order_status incidents` shows all"),
    ],
)
async def test_what_makes_no_sense_is_told_and_nothing_is_written(
    shop: TestShop, words: tuple[str, ...], complaint: str
) -> None:
    await open_late(shop)

    result = await command(shop, *words, of=OF)

    assert result.exit_code != 0
    assert complaint in result.output
    assert not (shop.folder / "incidents.toml").exists()


async def test_a_carriers_system_does_it_over_http(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOPBELL_API_KEYS", "carrier:a-long-secret-key")
    await shop.restart()
    await open_late(shop)
    door, head = f"{shop.url}/p/shopbell_order_status/incidents", {"Authorization": "Bearer a-long-secret-key"}
    body = {"text": {"en": "Storm."}, "postcodes": ["10"]}

    async with aiohttp.ClientSession() as http:
        statuses = []
        for words in (body, {"text": "x", "town": "y"}, {}):
            async with http.post(door, json=words, headers=head) as answer:
                statuses.append(answer.status)
        async with http.post(door, json=body) as answer:
            stranger = answer.status
        await shop.settle()
        told = await asks(shop, "ben", "L-1002")
        for number in ("7", "x", "1"):
            async with http.delete(f"{door}/{number}", headers=head) as answer:
                statuses.append(answer.status)

    assert (statuses, stranger) == ([201, 422, 422, 409, 404, 200], 401)
    assert "Storm." in told
    assert not (shop.folder / "incidents.toml").exists()
