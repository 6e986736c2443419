"""A reply becomes what the customer's channel can show, in the customer's language."""

from shopbell.adapt.ladder import LADDER
from shopbell.adapt.showing import Adapted, Showing, Translate
from shopbell.adapt.split import fits
from shopbell.capabilities import Capabilities
from shopbell.replies import Reply, TextPart
from shopbell.rewording import map_words


def adapt(reply: Reply, capabilities: Capabilities, language: str, translate: Translate) -> Adapted:
    """Render, degrade, split and number a reply.

    Args:
        reply: what the policies left, its texts marked with their plugins (``owned_by``).
        capabilities: of the channel the reply goes to.
        language: the customer's, BCP 47.
        translate: ``Catalogues.render``; the core's own sentences go through it too.

    Returns:
        At most 15 platform messages with plain strings, none of them blank.

    Raises:
        TypeError: a part is none of the contract's or holds something that is no words.

    Cost: about 1 microsecond for one text that the channel shows as it is, or a reply that was shown like this before;
    10 for new text with buttons.
    """
    parts = reply.parts
    if len(parts) == 1 and type(part := parts[0]) is TextPart and type(text := part.text) is str:
        plain = text and not text.isspace() and (not part.markdown or capabilities.markdown)
        if plain and fits(text, capabilities.text_max, capabilities.text_unit):
            return Adapted((parts,))
    return reply.shown(_adapt, capabilities, language, translate)


def _adapt(reply: Reply, capabilities: Capabilities, language: str, translate: Translate) -> Adapted:
    showing = Showing(capabilities, language, translate)
    for part in reply.parts:
        show = LADDER.get(type(part))
        if show is None:
            raise TypeError(f"no channel can show a {type(part).__name__}")
        show(showing, map_words(part, showing.say))
    return showing.finish()
