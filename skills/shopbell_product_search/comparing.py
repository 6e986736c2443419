"""Two products side by side: what differs between them."""

from collections.abc import Iterator

from shopbell import Reply, Text, TextPart
from shopbell import Text as _
from shopbell.shop import Money, Product

from .cards import cards
from .records import TOPICS, told

MOST_ROWS = 8
WISHED_FOR = frozenset(("occasion", "season", "style", "gender"))  # columns by which customers are helped to choose
LONGEST = 40  # letters of a value that can be set beside another


def compared(first: Product, second: Product, language: str) -> Reply:
    """A line for each thing in which they differ, then their cards."""
    head = _("{first} or {second}:", first=first.title_in(language), second=second.title_in(language))
    rows = [*_rows(first, second)][:MOST_ROWS] or [_("I know of nothing in which they differ.")]
    return Reply(*(TextPart(text=line) for line in (head, *rows)), *cards((first, second), language))


def _rows(first: Product, second: Product) -> Iterator[Text]:
    if first.price is not None and second.price is not None and first.price != second.price:
        yield _row(_("Price"), first.price, second.price)
    if first.rating is not None and second.rating is not None and first.rating.tenths != second.rating.tenths:
        yield _row(_("Stars"), *(f"{rating.tenths / 10:.1f}" for rating in (first.rating, second.rating)))
    if first.brand != second.brand:
        yield _row(_("Brand"), first.brand or "–", second.brand or "–")
    for topic in TOPICS:
        one, two = (", ".join(told(product, topic.columns)) for product in (first, second))
        if one != two:
            yield _row(topic.title, one or "–", two or "–")
    if first.free_shipping != second.free_shipping:
        yield _row(
            _("Free shipping"), *(_("yes") if free else _("no") for free in (first.free_shipping, second.free_shipping))
        )
    if first.in_stock() != second.in_stock():
        yield _row(_("In stock"), *(_("yes") if there else _("no") for there in (first.in_stock(), second.in_stock())))
    told_already = WISHED_FOR.union(*(topic.columns for topic in TOPICS))
    for column in first.attributes:
        one, two = (", ".join(product.attributes.get(column, ())) for product in (first, second))
        if column not in told_already and one != two and 0 < len(two) <= LONGEST and len(one) <= LONGEST:
            yield _row((column[:1].upper() + column[1:]).replace("_", " "), one, two)


def _row(what: str | Text, one: str | Text | Money, two: str | Text | Money) -> Text:
    return _("{what}: {one} / {two}", what=what, one=one, two=two)
