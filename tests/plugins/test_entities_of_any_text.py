"""Whatever customers write is read without a failure, and what is read can be written and read again."""

from datetime import date, datetime, time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopbell.config.shops import shop_folder
from shopbell.shop import Money, ShopInfo
from shopbell_understanding.entities import ShopEntities, read_catalogue, read_kind
from shopbell_understanding.entities.said import Said

NOW = datetime(2026, 11, 24, 14, 0)
SHOP = ShopInfo(name="Corner shop", languages=("en", "de", "fr", "es"), time_zone="Europe/Berlin")
READER = ShopEntities(SHOP, read_catalogue((shop_folder("bakery") / "catalogue.csv").read_bytes()), ("CR-######",))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "it", "nl", "pl", ""])
@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\0" * 2_000, "🙂" * 2_000, "\u200b" * 2_000, "a" * 100_000, "1" * 100_000, "1." * 50_000,
        "1 " * 5_000,
        "a@" * 1_000, "a." * 999 + "@", "(((((" * 400, "+4 " * 600,
        "between 3 and " * 140,
        "12:30-" * 330, "½³²①" * 500,
        "日本語ß\u0301Й" * 300, "１２：３０", "١٢٣ ٤٥٦", "in 99999999999999999 years", "99.99.9999",
        "10115 B " * 250, "in 1e999 days", "0000-00-00", "\ud800", "İİİ 3pm", "ﷺ" * 300,
    ],
)  # fmt: skip
def test_whatever_comes_is_read(text: str, language: str) -> None:
    for entity in READER.read(text, language, NOW):
        assert 0 <= entity.start < entity.end <= len(text)


_SCRAPS = """in at um von between 3 12 1. 24.12. : . , - / € $ @ # next friday halb uhr h am pm two hundred and size
M the second one it demain mayo de 5 30 2026 x kg rue 10115 Berlin + ( ) 0 ½ \u0301 \0"""
SCRAPS = st.sampled_from(_SCRAPS.split())


@given(
    st.one_of(
        st.text(max_size=200), st.lists(SCRAPS, max_size=14).map(" ".join), st.lists(SCRAPS, max_size=14).map("".join)
    )
)
@example("12.2026-12-2026.3:30h30")
@settings(max_examples=400)
def test_spans_lie_in_the_text_and_nothing_raises(text: str) -> None:
    for language in ("en", "de", "fr", "es"):
        for entity in READER.read(text, language, NOW):
            assert 0 <= entity.start < entity.end <= len(text)
            assert 0.0 < entity.confidence <= 1.0


def test_what_is_too_far_back_in_a_long_letter_is_not_read() -> None:
    assert READER.read("postcode 7 " + ". " * 400 + "10115", "en", NOW)[0].value == 7


@given(st.text(st.characters(max_codepoint=127), max_size=200))
@example("\x1c3PM_\x1f'ok'")
def test_an_accent_elsewhere_does_not_change_how_a_text_is_cut(text: str) -> None:
    plain, accented = Said(text), Said(f"{text} é")

    assert plain.words == accented.words[:-1]
    assert [*zip(plain.starts, plain.ends, strict=True)] == [*zip(accented.starts, accented.ends, strict=True)][:-1]
    assert [text[start:end].lower() for start, end in zip(plain.starts, plain.ends, strict=True)] == plain.words


@given(st.dates(date(1990, 1, 1), date(2199, 12, 31)), st.sampled_from(("en", "de", "fr", "es", "it", "nl")))
def test_a_day_in_its_normal_form_is_read_again(day: date, language: str) -> None:
    assert [entity.value for entity in read_kind("date", day.isoformat(), [language], NOW)] == [day]


@given(
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)), st.sampled_from(("en", "de", "fr", "es"))
)
def test_an_hour_in_its_normal_form_is_read_again(moment: time, language: str) -> None:
    assert [entity.value for entity in read_kind("time", f"{moment:%H:%M}", [language], NOW)] == [moment]


@given(st.integers(0, 10**12))
def test_a_whole_number_is_read_again(number: int) -> None:
    assert [entity.value for entity in read_kind("number", str(number), ["en"], NOW)] == [number]


@given(st.integers(0, 10**9), st.sampled_from(("EUR", "USD", "GBP", "CHF", "JPY")))
def test_an_amount_is_read_again(amount: int, currency: str) -> None:
    digits = 0 if currency == "JPY" else 2
    written = f"{amount / 10**digits:.{digits}f} {currency}"

    assert [entity.value for entity in read_kind("money", written, ["en"], NOW)] == [Money(amount, currency)]
