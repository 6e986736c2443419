"""Sentences that can be translated: a message id and its arguments, rendered late."""

from dataclasses import dataclass
from typing import Any


# A dataclass, not a Struct: skills write ``_("On {day} we are closed.", day=day)``, and only a dataclass
# may have a constructor of its own and still be encoded by msgspec inside ``str | Text``.
@dataclass(init=False, frozen=True, slots=True)
class Text:
    """A sentence in the shop's reference language, with named arguments, translated when it is said.

    ``id`` is the sentence itself (``"On {day} we are closed."``), the key of the plugin's ``.po`` catalogue.
    Arguments are numbers, strings, dates and times (rendered in the customer's language) or further texts.
    ``plugin`` is filled in by the core: whose catalogue translates it.
    """

    id: str
    args: dict[str, Any]
    plugin: str

    def __init__(self, sentence: str, /, **args: object) -> None:
        object.__setattr__(self, "id", sentence)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "plugin", "")

    def owned_by(self, plugin: str) -> "Text":
        """The same text, marked with the plugin whose catalogue translates it (kept if it has one)."""
        if self.plugin:
            return self
        owned = Text(self.id, **self.args)
        object.__setattr__(owned, "plugin", plugin)
        return owned

    def __str__(self) -> str:
        """The sentence in the reference language."""
        try:
            return self.id.format(**{key: str(value) for key, value in self.args.items()})
        except (KeyError, IndexError, ValueError):
            return self.id  # a broken placeholder must not cost the customer the answer


Words = str | Text
