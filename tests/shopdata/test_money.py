"""Money is counted, never measured: however an amount is written, it is the same number of the smallest coin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.shop import Money, Order, OrderLine, minor_digits, parse_money, total

CURRENCIES = ("EUR", "USD", "GBP", "JPY", "CHF", "KWD", "SEK")


@pytest.mark.parametrize(
    ("written", "amount", "currency"),
    [
        ("12,50 €", 1250, "EUR"),
        ("€12.50", 1250, "EUR"),
        ("1.299,00", 129900, "EUR"),
        ("1,299.00", 129900, "EUR"),
        ("1.299", 129900, "EUR"),
        ("1 299,5", 129950, "EUR"),
        ("CHF 1'299.50", 129950, "CHF"),
        ("$12", 1200, "USD"),
        ("12,- EUR", 1200, "EUR"),
        ("12.–", 1200, "EUR"),
        ("0,5", 50, "EUR"),
        ("12 kr.", 1200, "SEK"),
        ("¥1,250", 1250, "JPY"),
        ("1.234.567,89", 123456789, "EUR"),
        ("1,00,000.00 INR", 10000000, "INR"),
        ("-3.20", -320, "EUR"),
        ("12 euros", 1200, "EUR"),
    ],
)
def test_an_amount_is_read_as_shops_write_it(written: str, amount: int, currency: str) -> None:
    assert parse_money(written, "EUR", "de") == Money(amount, currency)


@pytest.mark.parametrize(
    "written", ["", "on request", "12.345,678.9", "1.2.3", "12 to 20", "12 bananas", "12.5555", "9" * 30]
)
def test_what_is_no_amount_is_refused_in_words(written: str) -> None:
    with pytest.raises(ValueError, match=r"^\""):
        parse_money(written, "EUR")


def test_a_sign_that_several_share_is_the_shops_own() -> None:
    assert parse_money("$5", "CAD").currency == "CAD"


@given(st.integers(0, 10**12), st.sampled_from(CURRENCIES), st.booleans())
def test_what_is_written_with_all_decimals_comes_back(amount: int, currency: str, comma: bool) -> None:
    digits = minor_digits(currency)
    whole, part = divmod(amount, 10**digits)
    written = f"{whole:,}" + (f".{part:0{digits}}" if digits else "")
    if comma:
        written = written.translate(str.maketrans(",.", ".,"))

    language = "de" if comma else "en"

    if digits == 0 and whole < 1000:
        written = str(whole)
    assert parse_money(written, currency, language) == Money(amount, currency)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_money(text, "EUR")
    except ValueError:
        return
    assert isinstance(found.amount, int)


@given(
    st.sampled_from(CURRENCIES), st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 99)), max_size=8), st.data()
)
def test_an_order_costs_what_its_lines_cost(currency: str, rows: list[tuple[int, int]], data: st.DataObject) -> None:
    lines = tuple(OrderLine(product="A", title="A", price=Money(price, currency), quantity=n) for price, n in rows)
    shipping, discount = (Money(data.draw(st.integers(0, 9_999)), currency) for _ in range(2))

    order = Order(number="1", lines=lines, currency=currency, shipping=shipping, discount=discount)

    assert order.total.amount == sum(price * n for price, n in rows) + shipping.amount - discount.amount


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        total([Money(1, "EUR"), Money(1, "USD")], "EUR")
