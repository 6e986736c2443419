"""What customers say before they choose: "I wear M", then "I'll take the dress"; "do you have it in black", then "I'll
take it". A size is of whoever wears it, a colour of the one product.
"""

import re

from shopbell import ProductCard, Reply, Skill, Turn, skill
from shopbell import Text as _

WORN = "sizes"
WANTED_IN = "colours"  # a product, and the colours and materials that were said of it
MOST_KEPT = 3  # a dress, trousers and shoes have sizes of their own
_words = re.compile(r"\w+").findall
_WEARING = frozenset(
    _words(
        "wear take m am is need trage habe hab bin ist brauche nehme fais porte suis est prends uso llevo es tengo"
        " my meine ma mi"  # what stands behind, "size is M", was read with the size
    )
)
_BESIDE = _WEARING | frozenset(
    _words(
        "i usually normally always mostly a an size sizes in us uk eu it clothes shoes shoe dress dresses"
        " ich normalerweise meist meistens immer größe in kleidergröße schuhgröße konfektionsgröße"
        " je du un une taille pointure habituellement normalement en porte toujours"
        " yo una la talla normalmente siempre número de"
    )
)


class SizesKept:
    """Keeps what size and what colour was said, whoever answers; a reply stays as it is."""

    name = "sizes"

    def adapt(self, turn: Turn, reply: Reply) -> Reply:
        """The last sizes, the newest last; the colours where one product is shown."""
        said = [str(one.value) for one in turn.understood.entities if one.kind == "size"]
        if said:
            before = [one for one in turn.recall(WORN, ()) if one not in said]
            turn.remember(WORN, [*before, *said][-MOST_KEPT:])
        colours = [str(one.value) for one in turn.understood.entities if one.kind in ("colour", "material")]
        if colours:
            shown = [part.product for part in reply.parts if isinstance(part, ProductCard)]
            turn.remember(WANTED_IN, [*shown, *colours] if len(shown) == 1 else None)
        return reply


def sizes_noted() -> Skill:
    """Says that a size is noted, where nothing is at hand that it could be a question about."""

    @skill(claims=_tells_a_size)
    async def size_worn(turn: Turn) -> Reply | None:
        if turn.spoken_of is not None or turn.context.product is not None:
            return None
        return Reply(text=_("Noted: size {size}.", size=turn.entity("size")))

    return size_worn


def said_before(turn: Turn, product: str | None) -> list[str]:
    """The sizes that were said of late, the newest last, and the colours that this product was wanted in."""
    shown, *colours = turn.recall(WANTED_IN) or ("",)
    return [*turn.recall(WORN, ()), *(colours if shown == product else ())]


def _tells_a_size(turn: Turn) -> bool:
    """ "I wear M", "my shoe size is 42", and no more?"""
    size = next((one for one in turn.understood.entities if one.kind == "size"), None)
    if size is None:
        return False
    rest = {*_words(f"{turn.text[: size.start]} {turn.text[size.end :]}".casefold())}
    return _BESIDE.issuperset(rest) and not rest.isdisjoint(_WEARING)
