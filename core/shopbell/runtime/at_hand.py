"""The product at hand: what "it", "this one" and "the second one" mean in this conversation."""

from msgspec.structs import replace

from shopbell.messages import MessageContext
from shopbell.people import ConversationState
from shopbell.replies import ProductCard, Reply
from shopbell.understanding import Entity, Understood

SHOWN_MOST = 20  # products of one reply that can be pointed at
WHOLE = 0.95  # confidence from which a product was called by its whole name


def with_product_at_hand(understood: Understood, context: MessageContext, state: ConversationState) -> Understood:
    """The same, with a ``product`` for each ``reference`` that stands for one.

    A product that the text names itself counts alone. "It" is the product of the page, else the one last spoken of;
    a place ("the second one", -1 for the last) is one in the list shown last.
    """
    references = [entity for entity in understood.entities if entity.kind == "reference"]
    if not references or any(entity.kind == "product" for entity in understood.entities):
        return understood
    meant = [(entity, _product(entity.value, context, state)) for entity in references]
    found = tuple(
        Entity("product", product, entity.start, entity.end, entity.confidence)
        for entity, product in sorted(meant, key=lambda one: -abs(one[0].value))  # a place says more than "it"
        if product is not None
    )
    return replace(understood, entities=understood.entities + found) if found else understood


def _product(place: int, context: MessageContext, state: ConversationState) -> str | None:
    if place:
        inside = -len(state.shown) <= place <= len(state.shown)
        return state.shown[place - (place > 0)] if inside else None
    return context.product or state.product


def remember_product(reply: Reply, understood: Understood, context: MessageContext, state: ConversationState) -> None:
    """Keep what was shown and spoken of for the next message.

    One product out of the list that was shown leaves the list: "the second one", then "and the first one?". After a new
    list "it" is none of those spoken of before.
    """
    shown = [part.product for part in reply.parts if isinstance(part, ProductCard)][:SHOWN_MOST]
    # "Headphones" may be a part of one's name; where several are shown, this one among them, none is spoken of alone.
    named = [
        entity.value
        for entity in understood.entities
        if entity.kind == "product" and (len(shown) < 2 or entity.value not in shown or entity.confidence >= WHOLE)
    ]
    product = shown[0] if len(shown) == 1 else (named[0] if named else context.product)
    if isinstance(product, str):
        state.product = product
    elif len(shown) > 1 and state.product not in shown:
        state.product = None
    if len(shown) > 1 or (shown and shown[0] not in state.shown):
        state.shown = shown
