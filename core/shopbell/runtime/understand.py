"""What a text means, for one epoch: exact phrases at once, then the trained model, both remembered per text."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import structlog
from msgspec.structs import replace

from shopbell.messages import InboundMessage
from shopbell.people import ConversationState
from shopbell.runtime.reading import read_entities, versions_of
from shopbell.shop import ShopInfo, after_greeting
from shopbell.understanding import NOTHING_UNDERSTOOD, Entity, Intent, Model, Understood

if TYPE_CHECKING:
    from shopbell.runtime.epochs import ReaderEntry

log = structlog.get_logger("shopbell.understanding")

REMEMBERED = 1_024  # texts; greetings, thanks and button labels repeat
LONGEST_REMEMBERED = 200  # characters; long texts do not repeat
MINUTE_MS = 60_000
Intents = tuple[tuple[str, float], ...]
UNLIKELY, LIKELY = 0.5, 0.55  # chances of what is meant by a whole text, and beside its values
FEW_WORDS = 3  # fewer are no question
VALUES = frozenset(
    ("date", "date_range", "time", "time_range", "money", "email", "phone", "order_number", "street", "postcode")
)
_PLEASE = (" please", " pls", " plz", " bitte", " svp", " s il vous plaît", " s il te plaît", " por favor")
_NOT_WORDS = re.compile(r"[^\w]+")
_SHADES = re.compile("[\\s\ufe0e\ufe0f\u200d\U0001f3fb-\U0001f3ff]")  # how a sign is shown


def normalise(text: str) -> str:
    """The form in which phrases match exactly: NFKC, case folded, words separated by one space."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _NOT_WORDS.sub(" ", text.casefold()).strip() or _signs(text)


def _signs(text: str) -> str:
    """ "👍🏽👍🏽" is said as "👍": each sign once, whatever its colour."""
    return "".join(dict.fromkeys(sign for sign in text if not _SHADES.match(sign)))


class Understander:
    """Reads texts for one epoch. New phrases are understood at once; the model follows when it is trained."""

    def __init__(
        self, intents: Mapping[str, Intent], model: Model | None, readers: "Sequence[ReaderEntry]", shop: ShopInfo
    ) -> None:
        self._exact = _exactly(intents.values())
        self._model, self._readers, self._shop = model, readers, shop
        self._remembered: dict[tuple[str, str | None], Understood] = {}
        self._minute = self._versions = 0  # of what is remembered: "in two hours" moves on, a catalogue is read

    @property
    def model(self) -> Model | None:
        """The model in use; it may know intents that this epoch no longer has."""
        return self._model

    def use(self, model: Model) -> None:
        """Take a newly trained model."""
        self._model = model
        self._remembered = {}

    @property
    def threshold(self) -> float:
        """The score an intent must reach unless it has its own."""
        return self._model.threshold if self._model is not None else 0.5

    @property
    def margin(self) -> float:
        """Two intents closer than this are asked about."""
        return self._model.margin if self._model is not None else 0.0

    @property
    def doubt(self) -> float:
        """Intents from this score up to the threshold are asked about when nobody answers."""
        return self._model.doubt if self._model is not None else 1.0

    def understand(self, text: str, language: str | None, now: int) -> Understood:
        """Rank intents and read the values; an exact phrase has score 1.

        Never raises: a model's failure is "nothing understood", a reader's costs its values.

        Args:
            text: at most 2,000 characters.
            language: the conversation's, if known.
            now: milliseconds UTC.
        """
        self._keep_up(now)
        found = self._remembered.get((text, language))
        if found is None:
            bare = _behind_greeting(text)
            if bare != text:
                found = self._greeted(text, bare, language, now)
            else:
                found = self._with_entities(self._read(text, language), text, language)
            self._remember(text, language, found)
        return found

    def _greeted(self, text: str, bare: str, language: str | None, now: int) -> Understood:
        """ "Hi, this is Ana, do you deliver" means what "do you deliver" means, unless it is known word for word."""
        behind, at = self.understand(bare, language, now), len(text) - len(bare)
        if behind.entities:
            moved = [
                Entity(one.kind, one.value, one.start + at, one.end + at, one.confidence) for one in behind.entities
            ]
            behind = replace(behind, entities=tuple(moved))
        exact = self._exact.get(normalise(text))
        return behind if exact is None else self._known(exact, behind, language)

    def read_ahead(self, said: Iterable[tuple[str, str | None]], now: int) -> None:
        """Understand several messages that come next, one step at a time for all: a step that has just run is in the
        processor's cache.
        """
        self._keep_up(now)
        bare = [(_behind_greeting(text), language) for text, language in said]
        fresh = [one for one in bare if one not in self._remembered and len(one[0]) <= LONGEST_REMEMBERED]
        for one, understood in [(one, self._read(*one)) for one in fresh]:
            self._remember(*one, self._with_entities(understood, *one))

    def _keep_up(self, now: int) -> None:
        """What a text meant holds for the minute, and until a reader knows more."""
        minute, versions = now // MINUTE_MS, versions_of(self._readers)
        if minute != self._minute or versions != self._versions:
            self._minute, self._versions, self._remembered = minute, versions, {}

    def _remember(self, text: str, language: str | None, found: Understood) -> None:
        if len(self._remembered) >= REMEMBERED:
            self._remembered = {}
        if len(text) <= LONGEST_REMEMBERED and found is not NOTHING_UNDERSTOOD:  # a failure may pass
            self._remembered[text, language] = found

    def _with_entities(self, understood: Understood, text: str, language: str | None) -> Understood:
        if not self._readers or not text:
            return understood
        languages = self._shop.languages
        spoken = understood.language if understood.language in languages else language or languages[0]
        moment = self._shop.local(self._minute * MINUTE_MS)
        entities = read_entities(self._readers, text, spoken, moment, understood.entities)
        if not entities:
            return understood
        intents = understood.intents
        if intents and intents[0][1] < UNLIKELY:
            intents = self._beside_values(text, language, entities) or intents
        return replace(understood, entities=entities, intents=intents)

    def _beside_values(self, text: str, language: str | None, entities: Sequence[Entity]) -> Intents:
        """What is asked when its day, its hour or an address are left out: they are no part of the question, and "can
        you deliver tomorrow morning before 8" sounds like "good morning". None when that is not likely either."""
        rest, end = [], 0
        for entity in entities:
            if entity.kind in VALUES and entity.start >= end:
                rest.append(text[end : entity.start])
                end = entity.end
        words = " ".join([*rest, text[end:]])
        asks = end > 0 and len(words.split()) >= FEW_WORDS  # an hour alone is an answer
        intents = self._ranked(words, language).intents if asks else ()
        return intents if intents and intents[0][1] >= LIKELY else ()

    def _read(self, text: str, language: str | None) -> Understood:
        ranked = self._ranked(text, language)
        said = normalise(text)
        exact = self._exact.get(said)
        if exact is None and (bare := after_greeting(text)) != text:
            said = normalise(bare)
            exact = self._exact.get(said)
        if exact is None and said.endswith(_PLEASE):
            exact = self._exact.get(next(said.removesuffix(end) for end in _PLEASE if said.endswith(end)))
        return ranked if exact is None else self._known(exact, ranked, language)

    def _known(self, exact: tuple[str, tuple[str, ...]], ranked: Understood, language: str | None) -> Understood:
        """A phrase as it stands; the others stay behind it, for its skill may decline (a day without hours)."""
        name, languages = exact
        others = tuple((other, min(score, 0.99)) for other, score in ranked.intents if other != name)
        told = languages[0] if len(languages) == 1 else language if language in languages else None
        return replace(ranked, intents=((name, 1.0), *others), language=told)

    def _ranked(self, text: str, language: str | None) -> Understood:
        if self._model is None or not text:
            return NOTHING_UNDERSTOOD
        try:
            return self._model.understand(text, language)
        except BaseException as exc:  # a plugin's code, called without a wait: whatever it raises is its own
            log.warning("understanding failed", model=type(self._model).__name__, error=type(exc).__name__)
            return NOTHING_UNDERSTOOD


def _behind_greeting(text: str) -> str:
    """What is understood by itself; one word behind a greeting may belong to it ("hello friend")."""
    bare = after_greeting(text)
    return bare if " " in bare else text


def _exactly(intents: Iterable[Intent]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Phrase -> its intent, and the languages that say so: "super" is said in two, and "👍" in none."""
    exact: dict[str, tuple[str, tuple[str, ...]]] = {}
    alone: dict[str, tuple[str, ...]] = {}  # one object per language, for thousands of phrases
    for intent in intents:
        for language, phrases in intent.examples.items():
            own = alone.setdefault(language, (language,))
            for phrase in phrases:
                said = normalise(phrase)
                name, languages = exact.get(said, (intent.name, ()))
                if name == intent.name and language not in languages:
                    spoken = any(map(str.isalpha, said))
                    exact[said] = (name, ((*languages, language) if languages else own) if spoken else ())
    return exact


def choose_language(understood: Understood, message: InboundMessage, state: ConversationState, shop: ShopInfo) -> str:
    """The language to answer in: what was written if the shop speaks it, else as before, else the channel's."""
    if understood.language in shop.languages:
        return str(understood.language)
    if state.language is not None:
        return state.language
    locale = (message.context.locale or "").replace("_", "-").split("-")[0].lower()
    return locale if locale in shop.languages else shop.languages[0]
