"""What a cart comes to is the sum of its lines, to the last coin, in every currency."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.shop import Cart, CartLine, Money, NewOrder, Offer, Order, reckon, total

CURRENCIES = ("EUR", "USD", "GBP", "JPY", "KWD", "CHF", "SEK")


@st.composite
def carts(draw: st.DrawFn) -> tuple[Cart, list[Offer], Money]:
    currency = draw(st.sampled_from(CURRENCIES))
    amounts = st.integers(0, 10**9).map(lambda amount: Money(amount, currency))
    lines = [
        CartLine(number=n, product=draw(st.sampled_from("ABC")), title="", price=draw(amounts), quantity=quantity)
        for n, quantity in enumerate(draw(st.lists(st.integers(1, 99), max_size=8)), 1)
    ]
    products = st.sampled_from([(), ("A",), ("A", "B")])
    percents = st.builds(Offer, code=st.just("X"), title=st.just("X"), percent=st.integers(1, 100), products=products)
    fixed = st.builds(Offer, code=st.just("Y"), title=st.just("Y"), amount=amounts, products=products)
    offers = draw(st.lists(st.one_of(percents, fixed), max_size=4))
    return Cart(id="1", currency=currency, lines=tuple(lines)), offers, draw(amounts)


@given(carts())
def test_totals_are_the_sum_of_their_lines(drawn: tuple[Cart, list[Offer], Money]) -> None:
    cart, offers, shipping = drawn

    sums, used = reckon(cart, offers, shipping, now=1)

    assert sums.goods == total((line.price * line.quantity for line in cart.lines), cart.currency)
    assert sums.total == sums.goods - sums.discount + sums.shipping
    assert 0 <= sums.discount.amount <= sums.goods.amount
    assert (used is None) == (sums.discount.amount == 0)
    assert all(sums.discount.amount >= reckon(cart, [one], shipping, now=1)[0].discount.amount for one in offers)
    order = Order(
        number="1",
        lines=tuple(line.ordered for line in cart.lines),
        currency=cart.currency,
        shipping=sums.shipping,
        discount=sums.discount,
    )
    assert order.total == sums.total


def test_currencies_are_never_mixed() -> None:
    line = CartLine(number=1, product="A", title="A", price=Money(100, "USD"))

    with pytest.raises(ValueError, match="cannot be added"):
        reckon(Cart(id="1", currency="EUR", lines=(line,)), [], None, now=1)
    other = Offer(code="X", title="X", amount=Money(50, "USD"))
    euros = CartLine(number=1, product="A", title="A", price=Money(100, "EUR"))
    assert reckon(Cart(id="1", currency="EUR", lines=(euros,)), [other], None, now=1)[1] is None


@pytest.mark.parametrize(
    ("offer", "off"),
    [
        (Offer(code="", title="A tenth", percent=10), 26),
        (Offer(code="", title="Least", percent=10, least=Money(256, "EUR")), 0),
        (Offer(code="", title="More than it costs", amount=Money(999, "EUR")), 255),
        (Offer(code="", title="Not yet", percent=10, starts_at=2), 0),
        (Offer(code="", title="Over", percent=10, ends_at=1), 0),
        (Offer(code="", title="Used up", percent=10, uses_left=0), 0),
    ],
)
def test_an_offer_takes_off_what_it_says(offer: Offer, off: int) -> None:
    line = CartLine(number=1, product="A", title="A", price=Money(255, "EUR"))

    assert reckon(Cart(id="1", currency="EUR", lines=(line,)), [offer], None, now=1)[0].discount.amount == off


def test_an_order_to_come_has_no_number_of_its_own() -> None:
    assert not hasattr(NewOrder(lines=(), currency="EUR"), "number")
