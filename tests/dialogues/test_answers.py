"""What customers write is read as the question expects it, or asked for again in words that help."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.dialogues.answers import Heard, Unfit, read, restored
from shopbell.dialogues.journal import plain
from shopbell.dialogues.question import Question, choices_of
from shopbell.messages import Attachment
from shopbell.shop import ShopInfo
from shopbell.understanding import Entity
from shopbell_understanding.entities import ShopEntities, read_catalogue

SHOP = ShopInfo(name="Corner", languages=("en", "de", "fr", "es", "it", "nl"), time_zone="Europe/Berlin")
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Berlin
KINDS = ("text", "choice", "number", "days", "money", "date", "time", "moment", "email", "phone", "address",
         "order_number", "product", "photo", "file", "yes_no")  # fmt: skip
CATALOGUE = b"id,title,title_de\nB001,Walnut bread,Walnussbrot\nB002,Rye loaf,Roggenbrot\n"


def heard(text: str, language: str = "en", shop: ShopInfo = SHOP, **more: Any) -> Heard:
    now = int(NOW.timestamp() * 1000)
    values = ShopEntities(shop, read_catalogue(CATALOGUE))

    def read_as(kind: str, said: str) -> list[Entity]:
        return values.read_as(kind, said, language, shop.local(now))

    return Heard(text, language, shop, now, str, length=len(text), **{"read_as": read_as, **more})


def answer(kind: Any, text: str, language: str = "en", **more: Any) -> Any:
    options = ["Small", "Medium", "Very large"] if kind == "choice" else ()
    return read(Question("q", "?", kind, choices_of(kind, options), **more), heard(text, language))


READS: list[tuple[str, str, str, Any]] = [
    ("number", "en", "3", 3), ("number", "en", "three please", 3), ("number", "de", "1.234,50", 1234.5),
    ("number", "en", "1,234.50", 1234.5), ("number", "de", "zwölf Stück", 12), ("number", "en", "a dozen", 12),
    ("days", "en", "a week", 7), ("days", "en", "for two weeks please", 14), ("days", "en", "about 3", 3),
    ("days", "de", "eine Woche", 7), ("days", "de", "drei Tage", 3), ("days", "fr", "deux semaines", 14),
    ("days", "es", "una semana", 7), ("days", "en", "over the weekend", 2), ("days", "en", "5 days", 5),
    ("money", "en", "12.50", 1250), ("money", "de", "12,50 €", 1250), ("money", "en", "about 1,200 euros", 120000),
    ("date", "en", "tomorrow", date(2026, 3, 5)), ("date", "de", "übermorgen", date(2026, 3, 6)),
    ("date", "de", "morgen", date(2026, 3, 5)), ("date", "en", "next friday", date(2026, 3, 13)),
    ("date", "en", "wednesday", date(2026, 3, 4)), ("date", "en", "24 December", date(2026, 12, 24)),
    ("date", "en", "December 24th, 2027", date(2027, 12, 24)), ("date", "de", "24.12.", date(2026, 12, 24)),
    ("date", "de", "am 3. Mai", date(2026, 5, 3)), ("date", "fr", "le 1er avril", date(2026, 4, 1)),
    ("date", "es", "3 de mayo de 2026", date(2026, 5, 3)), ("date", "en", "2026-12-24", date(2026, 12, 24)),
    ("date", "en", "1 March", date(2027, 3, 1)), ("date", "en", "in 2 weeks", date(2026, 3, 18)),
    ("date", "es", "pasado mañana", date(2026, 3, 6)), ("date", "en", "29 February", date(2028, 2, 29)),
    ("time", "en", "10", time(10)), ("time", "en", "10:30", time(10, 30)), ("time", "en", "4 pm", time(16)),
    ("time", "de", "um 15 Uhr", time(15)), ("time", "fr", "15h30", time(15, 30)), ("time", "en", "noon", time(12)),
    ("time", "en", "at 5 in the afternoon", time(17)), ("time", "en", "12 am", time(0)),
    ("moment", "en", "tomorrow at 10", "2026-03-05T10:00"), ("moment", "en", "24.12. 15:30", "2026-12-24T15:30"),
    ("moment", "en", "friday 4pm", "2026-03-06T16:00"), ("moment", "en", "11:00", "2026-03-04T11:00"),
    ("moment", "en", "at 9", "2026-03-05T09:00"), ("moment", "de", "morgen um 8 Uhr", "2026-03-05T08:00"),
    ("email", "en", "it is Ana.Lee@Example.COM, thanks", "Ana.Lee@example.com"),
    ("phone", "en", "030 1234567", "+49301234567"), ("phone", "en", "+44 20 7946 0958", "+442079460958"),
    ("phone", "en", "00 33 1 23 45 67 89", "+33123456789"), ("phone", "en", "call 0170-1234567", "+491701234567"),
    ("product", "en", "the walnut bread please", "B001"), ("product", "de", "ein Rogenbrot", "B002"),
    ("product", "en", "b002", "B002"),
    ("address", "en", "12 Main Street\nSpringfield", "12 Main Street, Springfield"),
    ("order_number", "en", "it's #ab-1234", "AB-1234"), ("order_number", "en", "100234", "100234"),
    ("choice", "en", "2", "Medium"), ("choice", "en", "the medium one", "Medium"),
    ("choice", "en", "VERY LARGE", "Very large"), ("choice", "en", "large", "Very large"),
    ("yes_no", "en", "yes", True), ("yes_no", "en", "nope", False), ("yes_no", "de", "ja, gerne", True),
    ("yes_no", "fr", "d'accord", True), ("yes_no", "es", "sí", True), ("yes_no", "en", "👍", True),
    ("yes_no", "de", "lieber nicht", False), ("yes_no", "en", "sure, why not", True),
    ("text", "en", " hello ", "hello"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "language", "said", "meant"), READS, ids=lambda value: str(value)[:24])
def test_an_answer_is_read(kind: str, language: str, said: str, meant: Any) -> None:
    value = answer(kind, said, language)

    assert (value.strftime("%Y-%m-%dT%H:%M") if kind == "moment" and not isinstance(value, Unfit) else value) == meant


UNFIT: list[tuple[str, str, str]] = [
    ("product", "something nice", "one of our products"),
    ("days", "long", "how many days"), ("days", "later", "how many days"),
    ("number", "many", "a number"), ("number", "2 or 3", "a number"), ("number", "", "a number"),
    ("number", "🎂🎂🎂", "a number"), ("money", "-5", "an amount"), ("date", "30 February", "no such day"),
    ("date", "31.04.2026", "no such day"), ("date", "soon", "a day"), ("date", "99/99/9999", "no such day"),
    ("time", "25:00", "a time of day"), ("time", "13 pm", "a time of day"), ("time", "later", "a time of day"),
    ("moment", "tomorrow at 25:00", "a day and a time"), ("moment", "tomorrow", "at what time"),
    ("moment", "30 February at 10", "a day and a time"), ("email", "ana at example", "an e-mail address"),
    ("email", "a@b", "an e-mail address"), ("email", "a@x.com b@x.com", "an e-mail address"),
    ("phone", "12", "a telephone number"), ("phone", "my number", "a telephone number"),
    ("address", "Robert'); DROP TABLE run;--", "street"), ("address", "<script>1 alert</script>", "street"),
    ("order_number", "the last one", "the order number"), ("choice", "huge", "one of these"),
    ("choice", "small or medium", "one of these"), ("yes_no", "maybe", "yes or no"),
    ("yes_no", "yes or no?", "yes or no"), ("photo", "here", "a picture"), ("text", "   ", "a few words"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "said", "words"), UNFIT, ids=lambda value: str(value)[:24])
def test_what_does_not_fit_gets_a_helpful_question(kind: str, said: str, words: str) -> None:
    value = answer(kind, said)

    assert isinstance(value, Unfit)
    assert words in str(value.words)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=300) | st.from_regex(r"[\d .,:/+-]{1,40}"), language=st.sampled_from(SHOP.languages))
@settings(max_examples=60, deadline=None)
def test_nothing_that_can_be_written_is_an_error_and_what_is_read_is_kept_as_it_is(
    kind: str, text: str, language: str
) -> None:
    question = Question("q", "?", kind, choices_of(kind, ["Small", "Medium"] if kind == "choice" else ()))  # type: ignore[arg-type]

    value = read(question, heard(text, language))

    if not isinstance(value, Unfit):
        assert restored(question.kind, plain(value), SHOP) == value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "text", ["1" * 5_000, "a@" * 2_500, "1.1." * 1_250, "\0\u200b\ud83d" * 100, "٣ ३ 三 " * 400, "x" * 5_000]
)
def test_five_thousand_characters_of_anything_are_read_soon(kind: Any, text: str) -> None:
    assert answer(kind, text[:2_000]) is not None


def test_an_entity_of_the_shops_understanding_counts_where_the_words_leave_it_open() -> None:
    found = (Entity("date", date(2026, 4, 5), 0, 6),)
    question = Question("q", "?", "date")

    assert read(question, heard("on Easter", entities=found)) == date(2026, 4, 5)


def test_a_picture_answers_a_question_for_one() -> None:
    picture = Attachment(kind="image", url="https://example.com/a.jpg", size=1000)
    question = Question("q", "?", "photo")

    value = read(question, heard("", attachments=(picture,)))

    assert restored(question.kind, plain(value), SHOP) == picture


def test_bounds_and_the_authors_own_rule_are_told() -> None:
    def even(value: int) -> int:
        if value % 2:
            raise ValueError(f"invalid literal {value}")
        return value

    assert "more than 5" in str(answer("number", "7", least=1, most=5).words)
    assert "before" in str(answer("date", "1 March 2020", least=date(2026, 1, 1)).words)
    assert "a number" in str(answer("number", "3", validate=even).words)
    assert answer("number", "4", validate=even) == 4
    assert "characters" in str(answer("text", "x" * 300, most=200).words)


@pytest.mark.parametrize(
    ("shop", "region"),
    [
        (ShopInfo(name="A", country="AT", time_zone="Europe/Berlin"), "AT"),
        (ShopInfo(name="A", time_zone="Europe/Berlin", phone="+43 1 5880 0"), "DE"),
        (ShopInfo(name="A", phone="0043 1 5880 0"), "AT"),
        (ShopInfo(name="A", time_zone="Etc/UTC"), ""),
    ],
)
def test_the_country_is_set_or_told_by_zone_or_telephone(shop: ShopInfo, region: str) -> None:
    assert shop.region == region


@pytest.mark.parametrize(
    ("country", "said", "number"),
    [
        ("DE", "030 1234567", "+49301234567"),
        ("AT", "01 58800 0", "+431588000"),
        ("GB", "020 7946 0958", "+442079460958"),
    ],
)
def test_a_number_without_a_country_is_the_shops(country: str, said: str, number: str) -> None:
    shop = ShopInfo(name="Corner", country=country, time_zone="UTC")

    value = read(Question("q", "?", "phone"), heard(said, shop=shop))

    assert value == number


def test_three_four_is_another_day_in_the_united_states() -> None:
    shop = ShopInfo(name="Corner", country="US", time_zone="UTC")

    value = read(Question("q", "?", "date"), heard("5/6", shop=shop))

    assert value == date(2026, 5, 6)


PLAIN: list[tuple[str, str, Any]] = [
    ("number", "12.5", 12.5), ("number", "about 3", 3), ("money", "12.5", 1250),
    ("date", "on 2026-12-24", date(2026, 12, 24)), ("time", "15:30", time(15, 30)),
    ("email", "ana@example.com", "ana@example.com"), ("phone", "+493012345678", "+493012345678"),
    ("yes_no", "Yes", True), ("number", "three", None), ("date", "2026-02-30", None), ("time", "25:00", None),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "said", "meant"), PLAIN)
def test_a_shop_whose_plugins_read_no_values_understands_their_plainest_form(kind: Any, said: str, meant: Any) -> None:
    question = Question("q", "?", kind, choices_of(kind, ()))

    value = read(question, heard(said, read_as=None))

    assert (None if isinstance(value, Unfit) else value) == meant


@pytest.mark.parametrize(
    ("said", "value"), [("ship it", "bring"), ("Collect", "fetch"), ("ship or collect", None), ("blue", None)]
)
def test_an_option_may_be_meant_in_other_words(said: str, value: str | None) -> None:
    options = {"bring": "Bring it to me", "fetch": "I pick it up"}
    question = Question("q", "?", "choice", choices_of("choice", options), also={"bring": "ship", "fetch": "collect"})

    found = read(question, heard(said, "en"))

    assert found == value if value else isinstance(found, Unfit)


@pytest.mark.parametrize(("place", "value"), [(1, "bring"), (2, "fetch"), (-1, "fetch"), (3, None), (0, None)])
def test_an_option_may_be_meant_by_its_place(place: int, value: str | None) -> None:
    options = {"bring": "Bring it to me", "fetch": "I pick it up"}
    question = Question("q", "?", "choice", choices_of("choice", options))

    found = read(question, heard("this one of them", entities=(Entity("reference", place, 0, 8),)))

    assert found == value if value else isinstance(found, Unfit)


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        ("Weizen", "Weizenbrötchen"),
        ("die Weizenbrötchen bitte", "Weizenbrötchen"),
        ("rye", "Rye roll"),
        ("the rye ones, please", "Rye roll"),
        ("rye rolls", "Rye roll"),
        ("rolls", None),
        ("the ones", None),
        ("not rye", None),
    ],
)
def test_a_part_of_the_label_is_enough_where_it_tells(said: str, chosen: str | None) -> None:
    question = Question("q", "?", "choice", choices_of("choice", ["Weizenbrötchen", "Rye roll", "Milk roll"]))

    found = read(question, heard(said))

    assert found == chosen if chosen else isinstance(found, Unfit)
