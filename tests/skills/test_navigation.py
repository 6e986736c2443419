"""Customers ask for the shop's pages: the terms, the size guide, the contact page."""

import pytest

from shopbell.messages import MessageContext
from shopbell.replies import Reply
from shopbell.testing import TestShop
from shopbell_navigation.matching import named_in
from shopbell_navigation.pages import MOST_PAGES, Page, read_pages
from shopbell_navigation.places import absolute, same_place

PAGES = """title,url,words,languages,description
Terms and conditions,/terms,terms; conditions of sale,en,What we promise.
AGB,/agb,Geschäftsbedingungen,de,
Conditions générales de vente,/cgv,CGV,fr,
Condiciones de venta,/condiciones,términos,es,
Size guide,/sizes,size chart,,
Size guide for shoes,/sizes/shoes,shoe sizes,,
Contact page,https://help.example/contact,contact form; Kontaktseite; page de contact; página de contacto,,
"""


@pytest.fixture
async def site(shop: TestShop) -> TestShop:
    """A shop with a web site."""
    await shop.configure(languages=["en", "de", "fr", "es"], website="https://corner.example")
    shop.write("pages.csv", PAGES)
    status = await shop.enable("shopbell_navigation")
    assert status.state == "enabled", status.reason
    return shop


def links(reply: Reply) -> list[str | None]:
    return [option.url for option in reply.options]


@pytest.mark.parametrize(
    ("asked", "answer", "link"),
    [
        ("Where do I find your terms?", "You find it here: Terms and conditions.\nWhat we promise.", "/terms"),
        ("show me the size guide for shoes", "You find it here: Size guide for shoes.", "/sizes/shoes"),
        ("show me the size chart", "You find it here: Size guide.", "/sizes"),
        ("conditions of sale", "You find it here: Terms and conditions.\nWhat we promise.", "/terms"),
        ("Wo finde ich Ihre Geschäftsbedingungen?", "Sie finden es hier: AGB.", "/agb"),
        ("où puis-je lire vos conditions générales de vente ?",
         "Vous le trouverez ici : Conditions générales de vente.", "/cgv"),
        ("¿Dónde puedo leer las condiciones de venta?", "Lo encuentra aquí: Condiciones de venta.", "/condiciones"),
    ],
)  # fmt: skip
async def test_the_page_that_is_named_is_linked(site: TestShop, asked: str, answer: str, link: str) -> None:
    reply = await site.customer("ana").says(asked)

    assert reply.text == answer
    assert links(reply) == [f"https://corner.example{link}"]


async def test_an_address_elsewhere_stays_as_it_is(site: TestShop) -> None:
    reply = await site.customer("ana").says("do you have a contact page?")

    assert links(reply) == ["https://help.example/contact"]


async def test_who_is_there_already_is_told_so(site: TestShop) -> None:
    there = MessageContext(page="https://www.corner.example/terms/?utm=1#returns")

    reply = await site.customer("ana").says("where do I find your terms", context=there)

    assert reply.text == "This is the page you are on: Terms and conditions.\nWhat we promise."
    assert links(reply) == []


async def test_several_that_may_be_meant_are_buttons(site: TestShop) -> None:
    reply = await site.customer("ana").says("where can I see your sizes")

    assert reply.text == "Which of these do you mean?"
    assert [option.label for option in reply.options] == ["Size guide", "Size guide for shoes"]


async def test_so_many_buttons_as_the_owner_wants(site: TestShop) -> None:
    site.write("pages.csv", PAGES + "".join(f"Sizes {one},/s{one},sizes,,\n" for one in range(9)))
    await site.enable("shopbell_navigation", shown=4)

    reply = await site.customer("ana").says("where do I find your sizes")

    assert len(reply.options) == 4


async def test_a_page_that_is_not_there_is_left_to_others(site: TestShop) -> None:
    await site.customer("ana").says("where do I find your terms")

    reply = await site.customer("ana").says("where do I find your press kit")

    assert links(reply) == []
    assert "You find it here" not in reply.text


async def test_a_page_that_is_added_is_known_at_once(site: TestShop) -> None:
    site.write("pages.csv", PAGES + "Press kit,/press,,,\n")
    await site.settle()

    reply = await site.customer("ana").says("press kit")

    assert links(reply) == ["https://corner.example/press"]


async def test_without_a_web_site_pages_lie_where_the_chat_is(shop: TestShop) -> None:
    shop.write("pages.csv", "title,url\nTerms,/terms\n")
    await shop.enable("shopbell_navigation")

    reply = await shop.customer("ana").says("terms")

    assert links(reply) == [f"{shop.running.public_url()}/terms"]


async def test_a_shop_without_pages_has_no_such_skill(shop: TestShop) -> None:
    status = await shop.enable("shopbell_navigation")

    assert status.state == "enabled"
    assert "navigation" not in shop.running.host.epoch.skill_of


async def test_a_row_that_is_wrong_is_told_and_the_others_are_used(site: TestShop) -> None:
    site.write("pages.csv", PAGES + "Nowhere,terms.html,,,\nPress kit,/press,,,\n")
    await site.settle()

    reply = await site.customer("ana").says("press kit")

    assert links(reply) == ["https://corner.example/press"]
    told = [sentence for _plugin, hook in site.running.host.epoch.health for sentence in hook()]
    assert told == ["pages.csv, line 9: terms.html is neither a path (/terms) nor an address (https://...)"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",/terms,,,", "the column title is empty"),
        ("Terms,,,,", "the column url is empty"),
        ("Terms,javascript:alert(1),,,", "is neither a path"),
        ("Terms,//other.example,,,", "is neither a path"),
        ("Terms,https://,,,", "is neither a path"),
        ("Terms,/terms,,it,", "the shop does not speak it; it speaks en"),
        (f"{'x' * 201},/terms,,,", "title is longer than 200 characters"),
    ],
)
def test_each_mistake_has_its_sentence(row: str, sentence: str) -> None:
    found = read_pages(f"title,url,words,languages,description\n{row}\n".encode(), ["en"])

    assert found.pages == ()
    assert [(one.line, sentence in one.sentence) for one in found.mistakes] == [(2, True)]


def test_a_column_that_nobody_knows_is_told() -> None:
    [mistake] = read_pages(b"title;adress\nTerms;/terms\n", ["en"]).mistakes

    assert mistake.sentence == "unknown column adress; there are title, url, words, languages, description"


def test_files_of_office_programs_are_read() -> None:
    excel = "title;url;words\r\nGrößen;/größen;Maße\r\n".encode("cp1252")

    assert read_pages(excel, ["de"]).pages == (Page("Größen", "/größen", ("Maße",)),)
    assert read_pages("\ufefftitle,url\nTerms,/t\n".encode(), ["en"]).pages == (Page("Terms", "/t"),)


def test_there_is_an_end_to_the_pages() -> None:
    rows = "".join(f"Page {one},/{one}\n" for one in range(MOST_PAGES + 2))

    found = read_pages(f"title,url\n{rows}".encode(), ["en"])

    assert len(found.pages) == MOST_PAGES
    assert len(found.mistakes) == 1


def test_a_slip_of_the_finger_names_the_page_all_the_same() -> None:
    guide, terms = Page("Size guide", "/s"), Page("Terms", "/t")

    assert named_in("show me the size giude", [guide, terms]) == [guide]
    assert named_in("where is it", [guide, terms]) == []


def test_places_are_compared_as_browsers_reach_them() -> None:
    assert absolute("https://corner.example/", "/terms") == "https://corner.example/terms"
    assert absolute("https://corner.example", "https://x.example/a") == "https://x.example/a"
    assert same_place("https://corner.example/terms", "HTTPS://www.Corner.example/terms/?a=1#b")
    assert not same_place("https://corner.example/terms", "https://corner.example/term")
    assert not same_place("https://corner.example/terms", "http://[broken")
