"""Sentences that can be translated: a message id and its arguments, rendered late."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CORE = "shopbell"
"""The owner of the core's own sentences, beside the plugins' names."""


class _Plain(str):
    """An argument in the reference language: how a placeholder wants it formatted is left to Babel (``adapt``)."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


# A dataclass, not a Struct: skills write ``_("On {day} we are closed.", day=day)``, and only a dataclass
# may have a constructor of its own and still be encoded by msgspec inside ``str | Text``.
@dataclass(init=False, frozen=True, slots=True)
class Text:
    """A sentence in the shop's reference language, with named arguments, translated when it is said.

    ``id`` is the sentence itself (``"On {day} we are closed."``), the key of the plugin's ``.po`` catalogue.
    Arguments are strings, numbers, dates, times and ``Money`` (rendered in the customer's language; what only looks
    like a number, such as an order number, is passed as a string), lists of these, or further texts. A placeholder
    may say how, by a CLDR pattern or style: ``{day:EEEE}``, ``{day:short}``, ``{weight:0.00}``; else dates are said
    in full.
    ``plural`` is the sentence for all counts but one, picked by the argument ``count``, as gettext does it:
    ``_("One loaf is left.", plural="{count} loaves are left.", count=3)``.
    ``plugin`` is filled in by the core: whose catalogue translates it.
    """

    id: str
    args: dict[str, Any]
    plugin: str
    plural: str | None

    def __init__(self, sentence: str, /, *, plural: str | None = None, **args: object) -> None:
        object.__setattr__(self, "id", sentence)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "plugin", "")
        object.__setattr__(self, "plural", plural)

    def __hash__(self) -> int:
        return hash((self.id, self.plugin))  # arguments may be lists

    def owned_by(self, plugin: str) -> "Text":
        """The same text, marked with the plugin whose catalogue translates it (kept if it has one).

        Texts among the arguments are marked too.
        """
        if self.plugin:
            return self
        args = {name: arg.owned_by(plugin) if isinstance(arg, Text) else arg for name, arg in self.args.items()}
        owned = Text(self.id, plural=self.plural, **args)
        object.__setattr__(owned, "plugin", plugin)
        return owned

    @property
    def reference(self) -> str:
        """The sentence of the reference language for this count, placeholders and all."""
        return self.plural if self.plural is not None and self.args.get("count") != 1 else self.id

    def __str__(self) -> str:
        """The sentence in the reference language, without Babel: for logs of tests and plain channels."""
        return fill(self.reference, {name: _Plain(arg) for name, arg in self.args.items()})


def fill(sentence: str, args: Mapping[str, Any]) -> str:
    """Put arguments into placeholders. A broken one is left as it stands: it must not cost the customer the answer."""
    try:
        return sentence.format_map(args)
    except (LookupError, ValueError, AttributeError, TypeError):
        return _PLACEHOLDER.sub(lambda found: f"{args.get(found[1], found[0])}", sentence)


_PLACEHOLDER = re.compile(r"\{(\w+)[^{}]*\}")

Words = str | Text
