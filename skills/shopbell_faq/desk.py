"""The owner's desk: what was not answered, an answer for it, a phrase for an answer, and back again.

Whatever changes an answer changes a file of the shop's folder, checked before it is swapped in.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from anyio import to_thread

from shopbell import ConfigError, InboundMessage, NotReadyError, PluginScope, ShopAtHand, ShopbellError

from .corrections import FILE, HEADING, Correction, clean, line_of, without_last
from .entries import BELOW, find_entry, nearest_entries, normal
from .gaps import LANGUAGE_OF, NEWEST, Asked
from .groups import Group, Label, Phrase, alike_by_meaning, alike_by_words, grouped, labels, phrases_of
from .helpful import VERDICTS
from .reading import Faq, examine, read
from .settings import FaqSettings

ROWS = 5_000  # newest questions that are looked at
PHRASES_MOST = 12  # of a new entry
UNANSWERED = ("unanswered", "unhelpful")
_PLACES = 16  # a turn's message is stored under the turn's id times this
_SAID = "SELECT body FROM message WHERE id = ? AND author = 'customer'"
_PAGE = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_message = msgspec.msgpack.Decoder(InboundMessage).decode


Shop = PluginScope | ShopAtHand  # of a running generation, or of a command: what is used here, both have


class Verdict(msgspec.Struct, frozen=True):
    """How often an entry helped, and did not."""

    entry: str
    helped: int
    did_not: int


class Desk:
    """All of it, for a shop that runs and for one that does not."""

    def __init__(self, shop: Shop, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._shop, self._now = shop, now

    # -- looking ---------------------------------------------------------------------------------------------

    async def gaps(self) -> list[Group]:
        """What was asked in vain, grouped by meaning, most often asked first."""
        phrases = await self._phrases(UNANSWERED)
        return await to_thread.run_sync(lambda: grouped(phrases, *self._alike(phrases)))

    async def labels(self) -> list[Label]:
        """The ten phrases whose labelling would help most."""
        phrases = await self._phrases(("unanswered", "unhelpful", "unclear", "unsure"))
        return await to_thread.run_sync(lambda: labels(phrases, self._alike(phrases)[0]))

    async def verdicts(self) -> list[Verdict]:
        """What customers said about answers, the least helpful first."""
        return [Verdict(*row) for row in await self._shop.tables.fetch(VERDICTS)]

    async def _faq(self) -> Faq:
        """The files as they are now; read in a thread, for 500 questions take 50 ms."""
        settings = self._shop.settings(FaqSettings)
        return await to_thread.run_sync(lambda: examine(self._files(), self._shop.shop, settings))

    def _files(self) -> dict[str, bytes]:
        return {**self._shop.content("faq/*.md"), **self._shop.content(FILE)}

    async def _phrases(self, kinds: tuple[str, ...]) -> list[Phrase]:
        asked = [Asked(*row) for row in await self._shop.tables.fetch(NEWEST, (ROWS,))]
        return phrases_of((one for one in asked if one.kind in kinds), (await self._faq()).phrases)

    def _alike(self, phrases: list[Phrase]) -> tuple[Callable[[int, int], float], float]:
        """By meaning where an encoder is at hand, else by words."""
        try:
            encoder = self._shop.service("encoder")
        except NotReadyError:
            return alike_by_words(phrases)
        return alike_by_meaning(phrases, encoder) if phrases else alike_by_words(phrases)

    # -- changing --------------------------------------------------------------------------------------------

    async def add(self, gap: int, answer: str, *, question: str = "", page: str = "answered", who: str = "") -> str:
        """Write an entry for a group of unanswered questions; returns ``file: name``.

        Raises:
            ShopbellError: there is no such group.
            ConfigError: the page would not be right with it; it is as it was.
        """
        group = next((one for one in await self.gaps() if gap in one.turns), None)
        if group is None:
            raise ShopbellError(f"there is no unanswered question {gap}; see `shopbell faq gaps`")
        if not _PAGE.fullmatch(page):
            raise ConfigError(f"{page!r} is no name of a page", hint="small letters, digits and -, such as answered")
        if not answer.strip():
            raise ConfigError("the answer is empty")
        own = self._shop.shop.languages[0]
        path = f"faq/{page}.md" if group.language == own else f"faq/{group.language}/{page}.md"
        text = self._entry(group, answer.strip(), " ".join(question.split()), who)
        await self._shop.edit(path, lambda before: self._checked(path, before, text))
        return path

    def _entry(self, group: Group, answer: str, question: str, who: str) -> str:
        ways = dict.fromkeys(filter(None, map(clean, group.phrases)))
        heading = question or _as_question(next(iter(ways), ""))
        phrasings = [way for way in ways if normal(way) != normal(heading)][:PHRASES_MOST]
        times = "once" if group.count == 1 else f"{group.count} times"
        by = f"{clean(who).replace('-->', '')}, " if who else ""
        lines = [f"## {heading}", "", f"<!-- asked {times}; {by}{self._now():%Y-%m-%d} -->"]
        lines += [*(f"> {way.lstrip('> ')}" for way in phrasings), "", answer, ""]
        return "\n".join(lines)

    def _checked(self, path: str, before: str, text: str) -> str:
        after = f"{before.rstrip()}\n\n{text}" if before.strip() else text
        read({**self._files(), path: after.encode()}, self._shop.shop, self._shop.settings(FaqSettings))
        return after

    async def correct(self, what: int | str, entry: str, *, language: str | None = None, who: str = "") -> Correction:
        """Make a phrase, or what was written in a turn, an example of an entry.

        Raises:
            ShopbellError: there is no such turn, entry, or nothing is left of the phrase.
            ConfigError: it stands elsewhere already; says where.
        """
        phrase = clean(what if isinstance(what, str) else await self._said(what))
        if not normal(phrase):
            raise ConfigError("the phrase has no words")
        faq = await self._faq()
        name = find_entry(faq.entries, entry)
        if name is None:
            raise ShopbellError(f"there is no question {entry} ({nearest_entries(faq.entries, entry)})")
        if language is None:
            language = await self._language(what, [one.language for one in faq.entries[name].versions])
        line = line_of(who, self._now(), name, language, phrase)
        await self._shop.edit(FILE, lambda before: self._learned(before, line))
        return Correction(0, *line.rstrip("\n").split("\t"))

    def _learned(self, before: str, line: str) -> str:
        after = (before or HEADING).rstrip("\n") + "\n" + line
        read({**self._files(), FILE: after.encode()}, self._shop.shop, self._shop.settings(FaqSettings))
        return after

    async def undo(self) -> Correction:
        """Take the last correction back; returns it.

        Raises:
            ConfigError: there is none.
        """
        gone: list[Correction] = []

        def change(before: str) -> str:
            after, last = without_last(before)
            gone.append(last)
            return after

        await self._shop.edit(FILE, change)
        return gone[0]

    async def entries(self) -> list[tuple[str, str]]:
        """Names and questions, for those who look for one."""
        faq = await self._faq()
        return [(name, entry.versions[0].section.question) for name, entry in faq.entries.items() if BELOW not in name]

    async def _said(self, turn: int) -> str:
        rows = await self._shop.tables.fetch(_SAID, (turn * _PLACES,))
        words = _message(rows[0][0]).text if rows else ""
        if not words:
            raise ShopbellError(f"nothing was written in turn {turn}, or it is no longer kept")
        return words

    async def _language(self, what: int | str, written: list[str]) -> str:
        if isinstance(what, int):
            rows = await self._shop.tables.fetch(LANGUAGE_OF, (what,))
            if rows:
                return str(rows[0][0])
        own = self._shop.shop.languages[0]
        return own if own in written or not written else written[0]


def _as_question(phrase: str) -> str:
    """A phrase as a heading: ``do you sell oat milk`` -> ``Do you sell oat milk?``"""
    asked = phrase.rstrip(" ?!.#")
    return f"{asked[:1].upper()}{asked[1:]}?"
