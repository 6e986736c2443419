"""All answers, ready to be given: rendered when the files are read, again where a day or an audience changes them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from shopbell import ConfigError, Option, Options, Reply, TextPart, Turn
from shopbell import Text as _

from .answers import ASKS, AnswerMistake, as_reply
from .entries import BELOW, Entry, Version, find_entry, rivals_of
from .facts import TIMED, Facts, MissingFact, language_name, variables_of

MINUTE = 60_000  # milliseconds

Spoken = Mapping[str, Reply]  # by the customer's language, one of the shop's


class Shelf:
    """Replies by entry and language.

    What holds always and for everybody lies ready and costs two look-ups. The rest is rendered when it is first asked
    for on a day; whether a new day has begun is looked at once a minute.
    """

    def __init__(
        self, entries: Mapping[str, Entry], facts: Facts, day: date, related: Mapping[str, tuple[str, ...]]
    ) -> None:
        """Render everything once; what cannot be said is told in ``mistakes``, with file and line.

        Args:
            day: today in the shop's zone.
            related: by entry, the names of those that are offered below its answer.
        """
        self._entries, self._facts, self._related = entries, facts, related
        self._languages = facts.shop.languages
        self._rivals = rivals_of(entries)
        self.mistakes: list[ConfigError] = []
        self._ready: dict[str, Spoken] = {}
        self._audiences = {name: self._audiences_of(name) for name in entries}
        for name, entry in entries.items():
            spoken = self._spoken([(one, self._checked(entry, one, day)) for one in entry.versions], name)
            if not entry.conditional and name not in self._rivals and not any(map(self._changes, entry.versions)):
                self._ready[name] = spoken
        self._minute, self._day = 0, day
        self._today: dict[tuple[str, frozenset[str]], Spoken] = {}  # what is not always so, as of that day

    def reply(self, name: str, turn: Turn) -> Reply | None:
        """The answer in the customer's language; None outside its dates, or for others than its audience."""
        spoken = self._ready.get(name) or self._spoken_now(name, turn)
        return spoken.get(turn.language) or spoken.get(self._languages[0])

    def _spoken_now(self, name: str, turn: Turn) -> Spoken:
        minute = turn.now // MINUTE
        if minute != self._minute:
            self._minute = minute
            if (today := turn.today) != self._day:
                self._day = today
                self._today.clear()
        key = (name, frozenset(filter(partial(_belongs, turn), self._audiences[name])))
        spoken = self._today.get(key)
        if spoken is None:
            spoken = self._today[key] = self._spoken(self._valid(*key), name)
        return spoken

    def _valid(self, name: str, audience: frozenset[str]) -> list[tuple[Version, Reply]]:
        """What may be said; what is for this time or audience goes before what is for always and everybody."""
        family = (self._entries[name], *self._rivals.get(name, ()))
        valid = [(entry, one) for entry in family for one in entry.versions if one.holds(self._day, audience)]
        special = [(entry, one) for entry, one in valid if one.conditional]
        return [(one, self._rendered(entry, one, self._day)) for entry, one in special or valid]

    def _spoken(self, said: Iterable[tuple[Version, Reply]], name: str) -> Spoken:
        """The version for each of the shop's languages; with an honest word when it is in another one."""
        by_language: dict[str, Reply] = {}
        for version, reply in said:
            by_language.setdefault(version.language, reply)
        spoken: dict[str, Reply] = {}
        for wanted in self._languages if by_language else ():
            near = (wanted, wanted.partition("-")[0], *self._languages, *by_language)
            language = next(one for one in near if one in by_language)
            parts = by_language[language].parts
            if language.partition("-")[0] != wanted.partition("-")[0]:
                parts = (TextPart(text=in_another_language(language, wanted)), *parts)
            offered = tuple(asking(self._entries[one], wanted) for one in self._related.get(name, ()))
            spoken[wanted] = Reply(*parts, Options(options=offered)) if offered else Reply(*parts)
        return spoken

    def _checked(self, entry: Entry, version: Version, day: date) -> Reply:
        """Render, and keep what is wrong with file and line."""
        section = version.section
        try:
            return self._rendered(entry, version, day)
        except MissingFact as exc:
            place = section.answer.find(f"{{{exc.name}}}")
            line = section.answer_line + section.answer.count("\n", 0, max(0, place))
            self.mistakes.append(ConfigError(exc.problem, file=section.file, line=line, hint=exc.hint))
        except AnswerMistake as exc:
            line = section.answer_line + exc.line
            self.mistakes.append(ConfigError(str(exc), file=section.file, line=line, hint=exc.hint))
        return Reply()

    def _rendered(self, entry: Entry, version: Version, day: date) -> Reply:
        section = version.section
        text = self._facts.of_file(version.front.facts).fill(section.answer, version.language, day)
        find: Callable[[str], str | None] = partial(find_entry, self._entries, topic=entry.topic)
        return as_reply(text, find, section.question)

    def _changes(self, version: Version) -> bool:
        return not TIMED.isdisjoint(variables_of(version.section.answer))

    def _audiences_of(self, name: str) -> tuple[str, ...]:
        family = (self._entries[name], *self._rivals.get(name, ()))
        return tuple(sorted({one for entry in family for version in entry.versions for one in version.front.audience}))


def _belongs(turn: Turn, audience: str) -> bool:
    """Is this customer one of them? ``channel:webchat`` is where they write; everything else what the shop knows."""
    kind, _colon, name = audience.partition(":")
    if kind == "channel":
        return turn.message.channel == name
    attributes = turn.customer.attributes
    return bool(attributes.get(audience)) or audience in (attributes.get("groups") or ())


def in_another_language(language: str, wanted: str) -> _:
    """What comes before an answer that is not written in the customer's language."""
    return _("I can answer this in {language} only:", language=language_name(language, wanted))


def related_questions(entries: Mapping[str, Entry], most: int) -> dict[str, tuple[str, ...]]:
    """What one may ask next, by entry: neighbours in the same file, then in files with a tag in common."""
    names = [name for name in entries if BELOW not in name and not entries[name].conditional]
    tags = {name: {*entries[name].versions[0].front.tags} for name in names}
    found: dict[str, tuple[str, ...]] = {}
    for place, name in enumerate(names):
        topic = entries[name].topic
        near = [one for one in names if one != name and (entries[one].topic == topic or tags[one] & tags[name])]
        near.sort(key=lambda one: (entries[one].topic != topic, abs(names.index(one) - place)))
        found[name] = tuple(near[:most])
    return found


def asking(entry: Entry, language: str) -> Option:
    """A button that asks this question, in the customer's language if it is written in it."""
    version = next((one for one in entry.versions if one.language == language), entry.versions[0])
    return Option(version.section.question, payload=ASKS + entry.name)
