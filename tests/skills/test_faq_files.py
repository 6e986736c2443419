"""The owner writes FAQ files: what they mean, and what is told when they are wrong."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell import ConfigError, Image, ItemList, Option, Options, TextPart
from shopbell.shop import ShopInfo
from shopbell_faq.answers import AnswerMistake, as_reply, unwrap
from shopbell_faq.entries import read_entries
from shopbell_faq.reading import Faq, read
from shopbell_faq.sections import read_file, slug
from shopbell_faq.settings import FaqSettings

SHOP = ShopInfo(name="Corner shop")

DELIVERY = """\
+++
tags = ["delivery"]
until = 2026-12-24
+++

# Delivery

<!-- Ella checks the prices
     in January -->
## Do you ship to France? {#france}

> delivery abroad
> can you send a cake to paris

Yes, we do:
**12 euros**.

> Well packed!

## Is it fast

Two days.
"""


def entries(**files: str) -> list[str]:
    """Names of the entries; ``de__delivery`` is the file faq/de/delivery.md."""
    return [*faq(**files).entries]


def faq(**files: str) -> Faq:
    paths = {f"faq/{name.replace('__', '/')}.md": text.encode() for name, text in files.items()}
    return read(paths, SHOP, FaqSettings(facts={"fee": 4.5, "notice": "three days"}))


def mistake(**files: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        entries(**files)
    return caught.value


def test_a_file_holds_questions_with_phrasings_and_answers() -> None:
    read = read_file(Path("faq/delivery.md"), DELIVERY.encode())

    france, fast = read.sections
    assert (france.name, france.question, france.line) == ("france", "Do you ship to France?", 10)
    assert france.phrasings == ("delivery abroad", "can you send a cake to paris")
    assert france.answer == "Yes, we do:\n**12 euros**.\n\n> Well packed!"
    assert (fast.name, fast.phrasings, fast.answer) == ("is-it-fast", (), "Two days.")
    assert (read.front.tags, read.front.until) == (("delivery",), date(2026, 12, 24))


def test_a_heading_inside_code_is_no_question() -> None:
    assert entries(a="## One\n\n```\n## not this\n```\n\n## Two\n\nAnswer.") == ["faq.a.one", "faq.a.two"]


def test_a_byte_order_mark_and_windows_lines_do_no_harm() -> None:
    found = read_file(Path("faq/a.md"), b"\xef\xbb\xbf## One\r\n\r\n> uno\r\n\r\nAnswer.\r\n")

    assert (found.sections[0].phrasings, found.sections[0].answer) == (("uno",), "Answer.")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("+++\ntags = [\n+++\n## Q\n\nA", 3, ""),
        ("+++\ntags = []\n## Q\n\nA", 1, "no end"),
        ("+++\ntag = []\n+++\n## Q\n\nA", 2, "tag"),
        ("+++\ntags = 3\n+++\n## Q\n\nA", 2, "tags"),
        ("+++\nfrom = 2026-02-01\nuntil = 2026-01-01\n+++\n## Q\n\nA", 3, "before it begins"),
        ("---\ntags: []\n---\n## Q\n\nA", 1, "+++"),
        ("Something\n\n## Q\n\nA", 1, "before the first question"),
        ("## Q\n\nA\n\n## Empty\n\n> asked so\n", 5, "no answer"),
        ("## ?!\n\nA", 1, "asks nothing"),
        ("## Q\n\nA\n\n## q\n\nB", 5, "second time, first in faq/a.md:1"),
        ("## Q\n\n> same\n\nA\n\n## R\n\n> Same!\n\nB", 7, "faq/a.md:1"),
        ("## Q\n\nA ![x](http://a.example/x.png)", 3, "https://"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, said: str) -> None:
    found = mistake(a=text)

    assert (found.file, found.line) == (Path("faq/a.md"), line)
    assert said in str(found)


def test_all_mistakes_are_told_at_once() -> None:
    told = str(mistake(a="## Q\n", b="## R\n", c="## Fine\n\nYes."))

    assert "faq/a.md:1" in told
    assert "faq/b.md:1" in told


def test_text_that_is_no_utf8_is_told_with_its_line() -> None:
    with pytest.raises(ConfigError, match=r"faq/a\.md:3"):
        read_entries({"faq/a.md": "## Q\n\nKäse".encode("latin-1")}, "en")


def test_the_same_name_in_two_languages_is_one_entry() -> None:
    files = {
        "faq/delivery.md": b"## Do you deliver? {#home}\n\nYes.",
        "faq/de/delivery.md": b"## Liefern Sie? {#home}\n\n> nach Hause\n\nJa.",
    }

    found = read_entries(files, "en")

    assert [*found] == ["faq.delivery.home"]
    assert found["faq.delivery.home"].intent().examples == {
        "en": ("Do you deliver?",),
        "de": ("Liefern Sie?", "nach Hause"),
    }


def test_the_front_matter_may_name_the_language() -> None:
    found = read_entries({"faq/de.md": b'+++\nlanguage = "de"\n+++\n## Liefern Sie?\n\nJa.'}, "en")

    assert [version.language for entry in found.values() for version in entry.versions] == ["de"]


def test_an_entry_in_its_time_may_ask_the_same_as_one_without() -> None:
    always, summer = "## Ice? {#ice}\n\nNo.", "+++\nfrom = 2026-06-01\n+++\n## Ice? {#ice}\n\nYes."

    assert entries(a=always, b=summer) == ["faq.a.ice", "faq.b.ice"]


def test_pictures_become_parts_of_their_own() -> None:
    reply = as_reply('Look:\n\n![A cake](https://a.example/cake.jpg "Today")\n\nNice, **no**?')

    before, picture, after = reply.parts
    assert before == TextPart(text="Look:")
    assert picture == Image(url="https://a.example/cake.jpg", alt="A cake", caption="Today")
    assert after == TextPart(text="Nice, **no**?", markdown=True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8765/shop/pictures/C004.svg", "http://localhost/cake.svg"])
def test_a_demo_shows_the_pictures_of_its_own_page(url: str) -> None:
    assert as_reply(f"![A cake]({url})").parts == (Image(url=url, alt="A cake"),)


@pytest.mark.parametrize("url", ["http://a.example/cake.jpg", "cake.jpg", "ftp://a.example/cake.jpg"])
def test_a_picture_that_no_browser_would_show_is_a_mistake(url: str) -> None:
    with pytest.raises(AnswerMistake, match="cannot be shown"):
        as_reply(f"![A cake]({url})")


def test_lines_are_joined_as_markdown_means_them() -> None:
    assert unwrap("one\ntwo\n\n- three\n  four\n- five\n\n```\na\nb\n```") == (
        "one two\n\n- three four\n- five\n\n```\na\nb\n```"
    )


@pytest.mark.parametrize(
    ("question", "name"),
    [("Do you ship to France?", "do-you-ship-to-france"), ("Wo ist's Öl?", "wo-ists-öl"), ("?!", "")],
)
def test_a_question_is_named_after_its_words(question: str, name: str) -> None:
    assert slug(question) == name


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_any_file_is_read_or_refused_with_a_line(text: str) -> None:
    refused = None
    try:
        faq(a=text)
    except ConfigError as exc:
        refused = exc

    assert refused is None or refused.line is not None


@given(st.text(max_size=200))
def test_any_answer_that_is_accepted_says_something(text: str) -> None:
    said = text.encode("utf-8", "replace").decode().strip()
    if not said or "{" in said:
        return

    try:
        reply = as_reply(said, lambda name: f"faq.a.{name}")
    except ValueError:
        return

    assert reply.parts


BUTTONS = """Two ways:

- [Order here](https://a.example/order)
- [How much is it?](#cost)

[And how fast?](#b.fast)

Bye."""


def test_lines_of_links_become_buttons() -> None:
    reply = as_reply(BUTTONS, {"cost": "faq.a.cost", "b.fast": "faq.b.fast"}.get)

    assert reply.parts == (
        TextPart(text="Two ways:"),
        Options(
            options=(
                Option("Order here", url="https://a.example/order"),
                Option("How much is it?", payload="intent:faq.a.cost"),
                Option("And how fast?", payload="intent:faq.b.fast"),
            )
        ),
        TextPart(text="Bye."),
    )


def test_many_questions_become_a_list_under_their_words() -> None:
    questions = "\n".join(f"- [Question {number}](#q{number})" for number in range(7))

    (menu,) = as_reply(f"What about?\n\n{questions}", lambda name: f"faq.a.{name}").parts

    assert isinstance(menu, ItemList)
    assert (menu.title, len(menu.items), menu.items[6].payload) == ("What about?", 7, "intent:faq.a.q6")


@pytest.mark.parametrize(
    "markdown",
    ["See [our shop](https://a.example).", "- [One](https://a.example)\n- two", "```\n[x](https://a.example)\n```"],
)
def test_links_among_words_stay_links(markdown: str) -> None:
    assert as_reply(markdown).parts == (TextPart(text=markdown, markdown=True),)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("## Q\n\nCall\n{shop.phone}.", 4, "the shop has no phone"),
        ("## Q\n\n> x\n\nOne.\n\nIt is {facts.fees}.", 7, "did you mean {facts.fee}?"),
        ("## Q\n\n{hours.today}", 3, "no opening hours"),
        ("## Q\n\n{nothing.here}", 3, "stands for nothing"),
        ("## Q\n\nYes.\n\n[More](#more)", 5, "there is no question #more"),
        ("## Q\n\nSee [more](#q).", 3, "line of its own"),
        ("## Q\n\nA\n\n### And?\n\n## R\n\nB", 5, "no answer"),
        ("## Q\n\nA\n\n### And? {=cots}\n\n## C {#cost}\n\nB", 5, "did you mean a.cost?"),
        ("## Q\n\nA\n\n### And? {=r}\n\nIts own.\n\n## R\n\nB", 5, "an answer of its own"),
        ("## Q {=r}\n\n## R\n\nB", 1, "only a follow-up"),
        ("+++\naudience = 3\n+++\n## Q\n\nA", 2, "audience"),
    ],
)
def test_what_stands_for_nothing_is_told_with_its_line(text: str, line: int, said: str) -> None:
    found = mistake(a=text)

    assert (found.file, found.line) == (Path("faq/a.md"), line)
    assert said in str(found)


def test_follow_ups_stand_below_their_question() -> None:
    text = "## Do you deliver? {#home}\n\nYes.\n\n### How much? {=cost}\n\n> price\n\n### How fast?\n\nAt once."

    found = faq(delivery=f"{text}\n\n## What does it cost? {{#cost}}\n\n5 €")

    assert found.entries["faq.delivery.home"].follow_ups == (
        "faq.delivery.home/how-much",
        "faq.delivery.home/how-fast",
    )
    assert found.entries["faq.delivery.home/how-much"].answered_by == "faq.delivery.cost"
