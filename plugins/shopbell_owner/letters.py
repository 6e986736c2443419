"""What the owner reads: short, with the command that shows the rest. No name or address of the customer: mail lies
about on other machines, where neither retention nor erasing a customer reaches it.
"""

from datetime import date, datetime

from shopbell.shop import Money, Order, OrderLine, ShopInfo

from .news import News

Letter = tuple[str, str]  # subject, body
REASONS = {"fit": "it does not fit", "other": "it is not what was expected", "damaged": "it is damaged",
    "mind": "changed their mind"}  # fmt: skip
WANTS = {"refund": "the money back", "exchange": "another one"}


def order_letter(news: News, order: Order, shop: ShopInfo) -> Letter:
    """Lines, sums, how and when it is wanted."""
    placed = shop.local(order.placed_at or news.at)
    lines = [f"Order {order.number}, placed on {placed:%Y-%m-%d} at {placed:%H:%M}.", ""]
    for line in order.lines:
        lines += _line(line)
    if order.shipping is not None:
        lines.append(f"Delivery: {order.shipping}")
    if order.discount is not None:
        lines.append(f"Discount: -{order.discount}" + (f" ({order.voucher})" if order.voucher else ""))
    lines += [f"Total: {order.total}", "", f"Payment: {order.payment}", _wanted(order)]
    if order.card:
        lines.append("A card goes with it.")
    lines += ["", f"To whom, and what happened to it: shopbell orders show {order.number}"]
    return f"[{_name(shop)}] New order {order.number}: {order.total}", "\n".join(lines) + "\n"


def return_letter(news: News, shop: ShopInfo) -> Letter:
    """What comes back, why, and what is wanted instead."""
    facts = news.facts
    number, reason, wants = (str(facts.get(name, "")) for name in ("return", "reason", "wants"))
    lines = [
        f"{facts.get('title', '')}, of order {facts.get('order', '')}, comes back as return {number}.",
        "",
        f"Why: {REASONS.get(reason, reason)}",
        f"Wanted instead: {WANTS.get(wants, wants)}",
        f"Price: {Money(int(facts.get('amount', 0)), str(facts.get('currency', shop.currency)))}",
        "",
        "All returns: shopbell returns list",
        f"When it has arrived: shopbell returns set {number} received",
    ]
    return f"[{_name(shop)}] New return {number}", "\n".join(lines) + "\n"


def booking_letter(news: News, shop: ShopInfo) -> Letter:
    """What, when, for how many."""
    facts = news.facts
    starts = datetime.fromisoformat(str(facts["starts"]))
    title, people = str(facts.get("title", "")), int(facts.get("people", 1))
    when = f"{_day(starts.date())} at {starts:%H:%M}"
    lines = [f"{title}, on {when}, for {people} {'person' if people == 1 else 'people'}.", ""]
    lines += ["Under which name, and all others: shopbell files bookings"]
    return f"[{_name(shop)}] New booking: {title}, {when}", "\n".join(lines) + "\n"


def _line(line: OrderLine) -> list[str]:
    named = f"{line.quantity} x {line.title}" + (f" ({line.variant})" if line.variant else "")
    return [f"{named}: {line.sum}", *(f"  {wish}: {said}" for wish, said in line.wishes.items())]


def _wanted(order: Order) -> str:
    way = "It is picked up" if order.shipping is None else "It is delivered"
    if not order.promised_on:
        return f"{way}."
    return f"{way}, promised for {_day(date.fromisoformat(order.promised_on))}."


def _day(day: date) -> str:
    return f"{day:%A}, {day:%Y-%m-%d}"


def _name(shop: ShopInfo) -> str:
    return " ".join(shop.name.split())
