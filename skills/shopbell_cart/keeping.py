"""Writes a changed cart down, from a dialogue."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from shopbell import Chat
from shopbell import Text as _
from shopbell.shop import CartLine

from .cupboard import Found, changed

LATER = _("I cannot look into the shop's books at the moment. Please try again in a few minutes.")


async def keep(chat: Chat, found: Found, lines: Iterable[CartLine], voucher: str) -> None:
    """The cart holds these lines from now on. Raises ``StepFailed`` where somebody was first."""
    whose = (chat.customer.id, chat.conversation_id)
    fresh = chat.uuid()
    for place, write in enumerate(changed(found, lines, voucher, whose, chat.now(), fresh)):
        await chat.write(write, key=f"keep {place}")


def newest(lines: Sequence[CartLine]) -> CartLine:
    """What was put in last, of at least one: its price is promised anew at each time."""
    return max(reversed(lines), key=lambda line: line.promised_until)


def is_same(one: CartLine, other: CartLine) -> bool:
    """The same thing with the same wishes at the same price?"""
    return (one.product, one.variant, one.wishes, one.price) == (
        other.product,
        other.variant,
        other.wishes,
        other.price,
    )


def with_line(lines: Iterable[CartLine], new: CartLine) -> list[CartLine]:
    """What is the same is one line, in its old place."""
    kept = list(lines)
    for place, one in enumerate(kept):
        if is_same(one, new):
            kept[place] = replace(new, number=one.number, quantity=one.quantity + new.quantity)
            return kept
    return [*kept, new]
