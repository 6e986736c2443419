"""Catalogues of translated sentences, and how a ``Text`` becomes words in the customer's language."""

import gettext
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from shopbell.adapt.local import say_value
from shopbell.languages import locale_of
from shopbell.text import CORE, Text, Words, fill

REFERENCE = "en"  # the language of sentence ids, wherever a plugin has catalogues
_LOCALES = Path(__file__).parent / "locales"


class Catalogue(NamedTuple):
    """One plugin's sentences in one language: id -> translation, or its plural forms, told apart by ``form``."""

    sentences: Mapping[str, str | tuple[str, ...]]
    form: Callable[[int], int]

    def find(self, text: Text) -> str | None:
        """The translated sentence for this text's count, or None."""
        found = self.sentences.get(text.id)
        if found is None or isinstance(found, str):
            return found
        count = text.args.get("count")
        form = self.form(abs(count)) if isinstance(count, int) else len(found) - 1
        return found[min(form, len(found) - 1)]


def read_catalogue(body: bytes, locale: str) -> Catalogue:
    """Read a ``.po`` file. Fuzzy and empty translations are left out, as msgfmt does.

    Raises:
        ValueError: it is no catalogue; the message names the line.
    """
    from babel.messages.pofile import PoFileError, read_po  # lazy: 60 ms that a shop in English alone never pays

    try:
        found = read_po(io.BytesIO(body), locale_of(locale), abort_invalid=True)
        form = gettext.c2py(found.plural_expr)
    except (PoFileError, UnicodeError, LookupError) as exc:
        raise ValueError(f"not a .po catalogue: {exc}") from exc
    sentences: dict[str, str | tuple[str, ...]] = {}
    for message in found:
        said = message.string
        name = message.id if isinstance(message.id, str) else message.id[0]
        if name and not message.fuzzy and said and all(said):
            sentences[name] = said if isinstance(said, str) else tuple(said)
    return Catalogue(sentences, form)


@cache
def core_catalogue(locale: str) -> Catalogue | None:
    """The core's own sentences in a language (``de``), or None where nobody has translated them."""
    file = _LOCALES / f"{locale}.po"
    return read_catalogue(file.read_bytes(), locale) if file in _core_files() else None


@cache
def _core_files() -> frozenset[Path]:
    return frozenset(_LOCALES.glob("*.po"))


class Catalogues:
    """All catalogues of one epoch. ``render`` is what *adapt* is handed as ``translate``.

    A text is looked for in its plugin's catalogues along a chain: the customer's language with region, without it,
    then the shop's own language; where the chain meets the reference language, or nothing is found, the sentence
    itself is said. Cost: about 1 microsecond without arguments.
    """

    def __init__(self, plugins: Mapping[str, Mapping[str, Catalogue]], languages: Sequence[str] = (REFERENCE,)) -> None:
        """Take the plugins' catalogues (plugin -> locale -> catalogue) and the shop's languages, its own first."""
        core = {base: found for one in languages if (found := core_catalogue(base := _base(one)))}
        self._plugins = {**plugins, CORE: core}
        self._own = languages[0] if languages else REFERENCE
        self._chains: dict[tuple[str, str], tuple[tuple[str, Catalogue], ...]] = {}

    def render(self, words: Words, language: str) -> str:
        """Say words in a language; a translation with broken placeholders gives way to the reference sentence."""
        if isinstance(words, str):
            return words
        for locale, catalogue in self._chain(words.plugin, language):
            sentence = catalogue.find(words)
            if sentence is None:
                continue
            try:
                return sentence.format_map(self._args(words, locale, language)) if words.args else fill(sentence, {})
            except (LookupError, ValueError, AttributeError, TypeError):
                break
        # A plugin without any catalogue is the shop's own, written in the language of its customers.
        written = REFERENCE if self._plugins.get(words.plugin) and _base(language) != REFERENCE else language
        return fill(words.reference, self._args(words, written, language))

    def _args(self, text: Text, locale: str, language: str) -> dict[str, Any]:
        """Values as ``locale`` writes them, as the sentence around them; texts have translations of their own."""
        return {name: arg if type(arg) is str else self._arg(arg, locale, language) for name, arg in text.args.items()}

    def _arg(self, arg: Any, locale: str, language: str) -> Any:
        return self.render(arg, language) if isinstance(arg, Text) else _Arg(arg, locale)

    def _chain(self, plugin: str, language: str) -> tuple[tuple[str, Catalogue], ...]:
        chain = self._chains.get((plugin, language))
        if chain is None:
            if len(self._chains) > 500:  # languages come from outside
                self._chains.clear()
            chain = self._chains[plugin, language] = tuple(self._links(self._plugins.get(plugin, {}), language))
        return chain

    def _links(self, catalogues: Mapping[str, Catalogue], language: str) -> Iterator[tuple[str, Catalogue]]:
        """Catalogues to ask, each with the language its arguments are said in: the customer's region is kept."""
        for wanted in (language, self._own):
            for name in (wanted.replace("-", "_"), _base(wanted)):
                found = catalogues.get(name) or catalogues.get(name.replace("_", "-"))
                if found:
                    yield (wanted, found)
            if _base(wanted) == REFERENCE:
                return


class _Arg:
    """An argument that waits for its placeholder to say how it is wanted: ``{day}`` or ``{day:EEEE}``."""

    __slots__ = ("_language", "_value")

    def __init__(self, value: Any, language: str) -> None:
        self._value, self._language = value, language

    def __format__(self, pattern: str) -> str:
        try:
            return say_value(self._value, self._language, pattern)
        except (LookupError, ValueError, AttributeError, TypeError, ArithmeticError):
            return str(self._value)  # a pattern that Babel does not know, a number that is none


def _base(language: str) -> str:
    return language.replace("-", "_").split("_")[0].lower()
