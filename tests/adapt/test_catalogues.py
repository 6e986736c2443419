"""Customers read sentences, dates and prices in their own language."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.adapt import sentences
from shopbell.adapt.catalogues import Catalogues, core_catalogue, read_catalogue
from shopbell.adapt.local import say_value
from shopbell.dialogues import sentences as dialogue_sentences
from shopbell.replies import Form, ItemList
from shopbell.shop import Money, say_money
from shopbell.text import Text

LOCALES = Path(sentences.__file__).parent / "locales"
SUNDAY = date(2026, 11, 22)

GERMAN = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "On {day} we are closed."
msgstr "Am {day} haben wir geschlossen."

msgid "On {day:EEEE} we are closed."
msgstr "Am {day:EEEE} haben wir geschlossen."

msgid "One loaf is left."
msgid_plural "{count} loaves are left."
msgstr[0] "Ein Laib ist noch da."
msgstr[1] "{count} Laibe sind noch da."

msgid "Ask {who}."
msgstr "Fragen Sie {wen}."

msgid "Good morning"
msgstr "Guten Morgen"

#, fuzzy
msgid "Good night"
msgstr "Gute Nacht?"

msgid "Not yet"
msgstr ""
"""


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    german = read_catalogue(GERMAN.encode(), "de")
    austrian = read_catalogue('msgid "Good morning"\nmsgstr "Guten Morgen, griaß di"\n'.encode(), "de_AT")
    return Catalogues({"bakery": {"de": german, "de_AT": austrian}}, ("en", "de", "de-AT", "fr"))


def ours(sentence: str, **args: Any) -> Text:
    return Text(sentence, **args).owned_by("bakery")


def test_a_sentence_is_said_in_the_customers_language(catalogues: Catalogues) -> None:
    text = ours("On {day} we are closed.", day=SUNDAY)

    assert catalogues.render(text, "de") == "Am Sonntag, 22. November 2026 haben wir geschlossen."
    assert catalogues.render(text, "en") == "On Sunday, November 22, 2026 we are closed."
    assert "22 November 2026" in catalogues.render(text, "en-GB")


def test_a_placeholder_says_how_a_date_is_wanted(catalogues: Catalogues) -> None:
    text = ours("On {day:EEEE} we are closed.", day=SUNDAY)

    assert catalogues.render(text, "de") == "Am Sonntag haben wir geschlossen."
    assert catalogues.render(text, "en") == "On Sunday we are closed."
    assert str(text) == "On 2026-11-22 we are closed."


def test_a_region_falls_back_to_its_language_and_that_to_the_shops_own() -> None:
    german = read_catalogue(GERMAN.encode(), "de")
    in_german = Catalogues({"bakery": {"de": german}}, ("de", "en"))
    in_english = Catalogues({"bakery": {"de": german}}, ("en", "de"))

    assert in_german.render(ours("Good morning"), "de-AT") == "Guten Morgen"
    assert in_german.render(ours("Good morning"), "fr") == "Guten Morgen"
    assert in_german.render(ours("Good morning"), "en") == "Good morning"
    assert in_english.render(ours("Good morning"), "fr") == "Good morning"


def test_a_regions_own_catalogue_comes_first(catalogues: Catalogues) -> None:
    assert catalogues.render(ours("Good morning"), "de-AT") == "Guten Morgen, griaß di"
    assert catalogues.render(ours("Ask {who}.", who="Ana"), "de-AT") == "Ask Ana."
    assert catalogues.render(ours("On {day:MMMM} we are closed.", day=date(2026, 1, 2)), "de-AT").startswith(
        "On January"
    )


@pytest.mark.parametrize(
    ("count", "german", "english"),
    [
        (1, "Ein Laib ist noch da.", "One loaf is left."),
        (3, "3 Laibe sind noch da.", "3 loaves are left."),
        (0, "0 Laibe sind noch da.", "0 loaves are left."),
        (1200, "1.200 Laibe sind noch da.", "1,200 loaves are left."),
    ],
)
def test_a_count_picks_the_plural(catalogues: Catalogues, count: int, german: str, english: str) -> None:
    text = ours("One loaf is left.", plural="{count} loaves are left.", count=count)

    assert catalogues.render(text, "de") == german
    assert catalogues.render(text, "en") == english


def test_polish_has_three_forms() -> None:
    polish = read_catalogue(
        b"""
msgid ""
msgstr "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "One loaf"
msgid_plural "{count} loaves"
msgstr[0] "jeden chleb"
msgstr[1] "{count} chleby"
msgstr[2] "{count} chleb\xc3\xb3w"
""",
        "pl",
    )
    catalogues = Catalogues({"bakery": {"pl": polish}}, ("pl",))

    said = [catalogues.render(ours("One loaf", plural="{count} loaves", count=n), "pl") for n in (1, 2, 5, 22)]

    assert said == ["jeden chleb", "2 chleby", "5 chlebów", "22 chleby"]


def test_a_broken_placeholder_never_costs_the_answer(catalogues: Catalogues) -> None:
    assert catalogues.render(ours("Ask {who}.", who="Ana"), "de") == "Ask Ana."
    assert catalogues.render(ours("Ask {whom} about {what}.", what="bread"), "de") == "Ask {whom} about bread."
    assert catalogues.render(ours("From {day:QQQQQQQQQQ} on", day=SUNDAY), "de").startswith("From ")
    assert catalogues.render(ours("Half { open", x=1), "en") == "Half { open"
    assert catalogues.render(ours("{who.__class__}", who="Ana"), "en")


def test_texts_within_texts_are_translated_too(catalogues: Catalogues) -> None:
    text = Text("On {day} we are closed.", day=Text("Good morning")).owned_by("bakery")

    assert catalogues.render(text, "de") == "Am Guten Morgen haben wir geschlossen."


def test_a_frame_of_texts_needs_no_translation(catalogues: Catalogues) -> None:
    lines = ours("{first}\n{second}", first=Text("On {day} we are closed.", day=SUNDAY), second=Text("Good morning"))

    assert catalogues.render(lines, "de") == "Am Sonntag, 22. November 2026 haben wir geschlossen.\nGuten Morgen"


def test_unfinished_translations_are_left_out(catalogues: Catalogues) -> None:
    assert catalogues.render(ours("Good night"), "de") == "Good night"
    assert catalogues.render(ours("Not yet"), "de") == "Not yet"


def test_a_file_that_is_no_catalogue_is_refused() -> None:
    for body in (b'msgid "half', b"\xff\xfe", b"hello"):
        with pytest.raises(ValueError, match=r"not a [.]po catalogue: "):
            read_catalogue(body, "de")


def test_the_shops_own_plugin_needs_no_catalogue() -> None:
    catalogues = Catalogues({}, ("de",))

    said = catalogues.render(ours("Am {day:EEEE} gibt es {pieces} Stollen.", day=SUNDAY, pieces=1500), "de")

    assert said == "Am Sonntag gibt es 1.500 Stollen."


@pytest.mark.parametrize(
    ("value", "pattern", "german"),
    [
        (time(9, 30), "", "09:30"),
        (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "", "Sonntag, 22. November 2026, 09:30"),
        (datetime(2026, 11, 22, 9, 30, tzinfo=UTC), "HH.mm", "09.30"),
        (SUNDAY, "short", "22.11.26"),
        (1234.5, "", "1.234,5"),
        (Decimal("0.5"), "0.00", "0,50"),
        (True, "", "True"),
        (timedelta(minutes=45), "", "45 Minuten"),
        (["Brot", "Kuchen", 2], "", "Brot, Kuchen und 2"),
        ("1234", "", "1234"),
        (None, "", "None"),
        (Path("menu.pdf"), "", "menu.pdf"),
    ],
)
def test_values_are_said_as_the_language_writes_them(value: Any, pattern: str, german: str) -> None:
    assert say_value(value, "de", pattern) == german


@pytest.mark.parametrize(
    ("amount", "currency", "language", "said"),
    [
        (1250, "EUR", "de", "12,50 €"),
        (1250, "EUR", "en", "€12.50"),
        (1250, "JPY", "en", "¥1,250"),
        (1250, "CHF", "de-CH", "CHF 12.50"),
        (1250, "KWD", "en", "KWD1.250"),
        (5, "XYZ", "xx", "XYZ0.05"),
    ],
)
def test_prices_are_in_minor_units(amount: int, currency: str, language: str, said: str) -> None:
    assert say_money(Money(amount, currency), language).replace("\xa0", " ") == said


@settings(deadline=None)
@given(
    st.text(),
    st.dictionaries(st.text(), st.integers() | st.text() | st.dates()),
    st.sampled_from(["de", "en", "?", ""]),
)
def test_no_sentence_is_too_odd_to_be_said(sentence: str, args: dict[str, Any], language: str) -> None:
    args.pop("plural", None)
    text = Text(sentence, **args).owned_by("bakery")

    assert isinstance(Catalogues({}).render(text, language), str)
    assert isinstance(str(text), str)


def core_texts() -> set[str]:
    said = (vars(sentences) | vars(dialogue_sentences)).values()
    own = {value.id for value in said if isinstance(value, Text)}
    made = {sentences.reduced("", "").id, sentences.pay_here("").id, sentences.code_mail("", "", 0).id}
    buttons = {button.id for button in (ItemList(title="", items=()).button, Form(name="", title="", fields=()).submit)
               if isinstance(button, Text)}  # fmt: skip
    return own | made | buttons


@pytest.mark.parametrize("locale", ["de", "es", "fr", "it", "nl"])
def test_the_core_speaks_the_language(locale: str) -> None:
    catalogue = core_catalogue(locale)

    assert catalogue is not None
    assert set(catalogue.sentences) == core_texts()
    for sentence, said in catalogue.sentences.items():
        assert isinstance(said, str)
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", said))


def test_the_core_needs_no_catalogue_of_a_plugin() -> None:
    catalogues = Catalogues({}, ("en", "nl"))

    assert catalogues.render(sentences.DISCLOSURE, "nl-BE") == "U chat met een automatische assistent."
    assert catalogues.render(sentences.DISCLOSURE, "en") == "You are chatting with an automatic assistant."
    assert catalogues.render(sentences.DISCLOSURE, "fi") == "You are chatting with an automatic assistant."
    assert core_catalogue("../de") is None
