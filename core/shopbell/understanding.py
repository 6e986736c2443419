"""What understanding a text means between the core and plugins: intents by example in, ranked intents out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import msgspec

from shopbell.text import Text

POINTING = frozenset(("reference", "size_change"))  # kinds of entities


class Intent(msgspec.Struct, frozen=True):
    """Something customers want, told by examples per language.

    ``name`` is unique in the shop (two skills with one name fail to load). ``threshold`` overrides the
    understanding's own: a score in [0, 1] below which the skill is not asked. ``title`` names it in
    "did you mean", a ``Text`` in the customer's language; the first example by default. The examples of one that is
    ``word_for_word`` are understood as they stand ("ok", "no"), and teach nothing of other texts.
    """

    name: str
    examples: Mapping[str, Sequence[str]] = {}
    threshold: float | None = None
    title: str | Text | None = None
    word_for_word: bool = False


class Entity(msgspec.Struct, frozen=True, gc=False):
    """A value found in the text: kind (number, date, email, ...), normal form, span in characters.

    ``text[start:end]`` is what the customer wrote. ``docs/entities.md`` lists the kinds and their normal forms.
    """

    kind: str
    value: Any
    start: int
    end: int
    confidence: float = 1.0


WORD_FOR_WORD = 1.0  # the score of a phrase that is known as it stands
ANNOYED, FRIENDLY = -0.5, 0.3  # sentiments from which a customer is it


class Understood(msgspec.Struct, frozen=True):
    """What a text means: intents by falling calibrated score in [0, 1], entities, language, sentiment in [-1, 1].

    ``language`` may be one that the shop does not speak. ``urgency`` is in [0, 1]; ``emotion`` is ``angry``,
    ``disappointed``, ``happy`` or None.
    """

    intents: tuple[tuple[str, float], ...] = ()
    entities: tuple[Entity, ...] = ()
    language: str | None = None
    sentiment: float = 0.0
    urgency: float = 0.0
    emotion: str | None = None

    @property
    def word_for_word(self) -> bool:
        """Is it, as it stands, a phrase that the likeliest intent is told by?"""
        return bool(self.intents) and self.intents[0][1] >= WORD_FOR_WORD

    @property
    def annoyed(self) -> bool:
        """Does the sentiment alone say so? The ``emotion`` may say it of milder words."""
        return self.sentiment <= ANNOYED

    @property
    def friendly(self) -> bool:
        """Is somebody who was annoyed so no longer?"""
        return self.sentiment >= FRIENDLY

    @property
    def points(self) -> bool:
        """Does it say "it", "this one", "the second one"?"""
        return any(entity.kind == "reference" for entity in self.entities)

    def without_pointing(self, text: str) -> str:
        """The text that was understood, without the words that point at something: "the second one", "smaller"."""
        for entity in sorted(self.entities, key=lambda one: -one.start):
            if entity.kind in POINTING:
                text = f"{text[: entity.start]} {text[entity.end :]}"
        return text


NOTHING_UNDERSTOOD = Understood()


class TrainingSet(msgspec.Struct, frozen=True):
    """All that is to be told apart: every intent of one epoch, and the shop's languages."""

    intents: tuple[Intent, ...]
    languages: tuple[str, ...]


class Model(Protocol):
    """A trained understanding. Called in the event loop: no I/O, well under a millisecond."""

    @property
    def threshold(self) -> float:
        """The score an intent must reach unless it has a threshold of its own."""
        ...

    @property
    def doubt(self) -> float:
        """From this score up to the threshold an intent is only asked about, when nobody else answers."""
        ...

    @property
    def margin(self) -> float:
        """Two intents closer than this are asked about ("did you mean ...")."""
        ...

    def load(self) -> object:
        """Bring into memory what a text needs. Called in a worker thread; a text that is quicker waits for it."""
        ...

    def understand(self, text: str, language: str | None) -> Understood:
        """Rank intents for ``text`` (at most 2,000 characters); ``language`` is the conversation's, if known."""
        ...


@runtime_checkable
class Understanding(Protocol):
    """Trains models, at each change of the intents, and finds again those it trained before."""

    @property
    def name(self) -> str:
        """For ``shopbell plugins`` and the decision record."""
        ...

    def recall(self, phrases: TrainingSet, folder: Path) -> Model | None:
        """The model that was trained from exactly this; None when there is none. Quick: the shop does not open before.

        ``folder`` is the understanding's own, in the data folder; it may not be there yet.
        """
        ...

    async def train(self, phrases: TrainingSet, folder: Path) -> Model:
        """Build a model, the same for the same input, and keep it in ``folder``.

        Runs beside the shop's turns: what takes the processor belongs into a process of its own, which ends when this
        is cancelled. Whatever is raised leaves the shop with the model it has.
        """
        ...


@runtime_checkable
class EntityReader(Protocol):
    """Finds values of one or more kinds in texts. Called in the event loop: no I/O, well under a millisecond.

    A reader may also have ``read_as(kind, text, language, now)``, with the arguments of ``read``: all values of just
    that kind in an answer to a question that expects one. Dialogues ask it for number, days, money, date, time, email,
    phone, order_number, product and yes_no; the first plugin that finds any counts.

    And it may have ``version``, a whole number: when it rises, the reader finds other values than before in the same
    texts (a catalogue was read), and what it found before is forgotten.
    """

    @property
    def name(self) -> str:
        """For ``shopbell plugins``."""
        ...

    def read(self, text: str, language: str, now: datetime) -> Iterable[Entity]:
        """The values in ``text`` (at most 2,000 characters), in any order.

        Where two of one kind overlap, those of the plugin with the lower ``order`` count.

        Args:
            text: as the customer wrote it.
            language: the text's if the shop speaks it, else the conversation's.
            now: the shop's local time, to the minute; what is found may be kept until it is over, or ``version``
                rises.
        """
        ...
