"""Who wants an offer is asked what matters; the shop hears of it, in a list, a file and its own system."""

import asyncio
import csv
import json
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from click.testing import CliRunner
from standardwebhooks import Webhook

from shopbell import MessageContext
from shopbell.cli import main
from shopbell.testing import TestShop

pytestmark = pytest.mark.storage

QUESTIONS = """
[[question]]
key = "what"
text = {en = "Cake or catering?", de = "Torte oder Catering?"}
kind = "choice"
options = ["Cake", "Catering"]
points = {Catering = 20}

[[question]]
key = "guests"
text = "For how many guests?"
kind = "number"
when = {what = ["catering"]}
points = {20 = 10, 100 = 40}

[[question]]
key = "venue"
text = "At which venue?"
pages = ["/wedding"]

[[question]]
key = "email"
text = "Your e-mail address?"
kind = "email"
"""
LEADS = "SELECT answers, points, page FROM p_shopbell_leads_lead"
SECRET = "whsec_bGVhZHMgYXJlIHNpZ25lZCB3aXRoIHRoaXM="  # noqa: S105 of this test alone


async def open_shop(shop: TestShop, questions: str = QUESTIONS, **settings: Any) -> None:
    await shop.configure(languages=["en", "de", "fr", "es"])
    if questions:
        shop.write("leads.toml", questions)
    status = await shop.enable("shopbell_leads", **settings)
    assert status.state == "enabled", status.reason


async def say_all(shop: TestShop, *said: str) -> str:
    """Ana says one after the other; the last answer."""
    heard = ""
    for words in said:
        heard = str((await shop.customer("ana").says(words)).text)
    return heard


async def test_questions_depend_on_answers_and_page(shop: TestShop) -> None:
    await open_shop(shop)
    wedding = MessageContext(page="https://crumb.example/wedding")

    await shop.customer("ana").plays("""
        > I need a quote
        Cake or catering?
        [Cake] [Catering]
        > cake
        Your e-mail address?
        > ana@example.com
        Thank you. We will get back to you soon.
    """)
    ben = shop.customer("ben")
    heard = [str((await ben.says("I need a quote", context=wedding)).text)]
    heard += [str((await ben.says(said)).text) for said in ("Catering", "120", "the old mill", "ben@example.com")]

    assert heard[1:4] == ["For how many guests?", "At which venue?", "Your e-mail address?"]
    found = {json.loads(row[0])["email"]: (json.loads(row[0]), *row[1:]) for row in await shop.fetch(LEADS)}
    assert found["ana@example.com"] == ({"what": "Cake", "email": "ana@example.com"}, 0, "")
    assert found["ben@example.com"][0]["guests"] == "120"
    assert found["ben@example.com"][1:] == (60, "https://crumb.example/wedding")


@pytest.mark.parametrize(("guests", "held"), [("120", True), ("30", False)])
async def test_a_promising_one_gets_a_person(shop: TestShop, guests: str, held: bool) -> None:
    await open_shop(shop, person=60)

    await say_all(shop, "I need a quote", "catering", guests, "ana@example.com")

    assert await shop.held("ana") == held


async def test_a_good_one_gets_an_appointment(shop: TestShop) -> None:
    shop.write("bookables.csv", "id,title,minutes,hours\ntasting,Tasting,60,mon-sun 10-12\n")
    await shop.enable("shopbell_files")
    await shop.enable("shopbell_booking")
    await open_shop(shop, appointment=20)

    offered = await say_all(shop, "I need a quote", "catering", "5", "ana@example.com")
    booked = await say_all(shop, "in 3 days", "10:00", "Ana", "yes")

    assert offered == "Thank you. Let us find a time to talk about it.\nFor which day?"
    assert booked.startswith("It is booked: Tasting on")


@pytest.mark.parametrize(
    ("asked", "question"),
    [
        ("ich möchte ein Angebot", "Gern. Was brauchen Sie?"),
        ("je voudrais un devis", "Avec plaisir. De quoi avez-vous besoin ?"),
        ("quisiera un presupuesto", "Con mucho gusto. ¿Qué necesita?"),
    ],
)
async def test_without_a_file_the_usual_is_asked_in_every_language(shop: TestShop, asked: str, question: str) -> None:
    await open_shop(shop, questions="")

    assert await say_all(shop, asked) == question


async def test_a_file_that_cannot_be_used_is_told(shop: TestShop) -> None:
    await open_shop(shop, questions='[[question]]\nkey = "a"\ntext = "A?"\nkind = "choice"\n')

    told = [sentence for _plugin, hook in shop.running.host.epoch.health for sentence in hook()]

    assert told == ['leads.toml: question a: kind = "choice" and options belong together']
    assert await say_all(shop, "I need a quote") == "With pleasure. What do you need?"


async def test_the_owner_has_them_as_a_list_and_a_file_that_runs_nothing(shop: TestShop) -> None:
    await open_shop(shop, questions="")
    await say_all(shop, "I need a quote", "=HYPERLINK(1)", "Ana", "ana@example.com")
    await shop.close()

    where, file = ["--config", str(shop.folder)], shop.folder / "leads.csv"
    listed = await asyncio.to_thread(CliRunner().invoke, main, ["leads", "list", "--json", *where])
    exported = await asyncio.to_thread(CliRunner().invoke, main, ["leads", "export", str(file), *where])
    await shop.open()

    assert json.loads(listed.output)["answers"]["name"] == "Ana", listed.output
    assert exported.exit_code == 0, exported.output
    [row] = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    assert (row["what"], row["email"], row["points"]) == ("'=HYPERLINK(1)", "ana@example.com", "0")


async def test_each_lead_reaches_the_owners_system_signed(shop: TestShop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADS_SECRET", SECRET)
    calls: list[tuple[bytes, dict[str, str]]] = []

    async def take(request: web.Request) -> web.Response:
        calls.append((await request.read(), {name.lower(): value for name, value in request.headers.items()}))
        return web.Response(status=503 if len(calls) < 3 else 204)

    app = web.Application()
    app.router.add_post("/leads", take)
    async with TestServer(app) as server:
        url = str(server.make_url("/leads"))
        await open_shop(shop, questions="", webhook=url, secret={"env": "LEADS_SECRET"}, retry=0.01)
        await say_all(shop, "I need a quote", "a cake", "Ana", "ana@example.com")
        async with asyncio.timeout(20):
            while await shop.fetch("SELECT 1 FROM p_shopbell_leads_lead WHERE attempts >= 0"):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    assert len(calls) == 3
    assert len({head["webhook-id"] for _, head in calls}) == 1
    told = Webhook(SECRET).verify(calls[2][0], calls[2][1])
    assert told["data"]["answers"] == {"what": "a cake", "name": "Ana", "email": "ana@example.com"}


async def test_a_webhook_whose_name_leads_inside_is_not_called_and_the_owner_hears_why(
    shop: TestShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADS_SECRET", SECRET)
    calls: list[web.Request] = []

    async def take(request: web.Request) -> web.Response:
        calls.append(request)
        return web.Response()

    app = web.Application()
    app.router.add_post("/leads", take)
    async with TestServer(app) as server:
        # To a URL parser a name; the system's resolver answers 127.0.0.1.
        url = f"https://0x7f.1:{server.port}/leads"
        await open_shop(shop, questions="", webhook=url, secret={"env": "LEADS_SECRET"}, retry=0.01)
        await say_all(shop, "I need a quote", "a cake", "Ana", "ana@example.com")
        async with asyncio.timeout(20):
            while not any("private network" in why for why in shop.running.readiness().reasons):  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    assert calls == []
    assert await shop.fetch("SELECT count(*) FROM p_shopbell_leads_lead WHERE attempts >= 0") == [(1,)]


@pytest.mark.parametrize(
    ("webhook", "complaint"),
    [
        ("http://crm.example/leads", "must be https"),
        ("ftp://crm.example", "is no address"),
        ("https://crm.example/leads", "is missing"),
        ("https://10.0.0.7/leads", "leads into a private network"),
        ("https://[64:ff9b::a00:1]/leads", "leads into a private network"),
    ],
)
async def test_a_webhook_that_anybody_could_read_is_refused(shop: TestShop, webhook: str, complaint: str) -> None:
    status = await shop.enable("shopbell_leads", webhook=webhook)

    assert status.state == "failed"
    assert complaint in status.reason
