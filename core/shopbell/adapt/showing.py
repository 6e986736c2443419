"""Builds a turn's platform messages: text and buttons kept together, split and numbered as the channel needs."""

from collections.abc import Callable, Sequence
from operator import is_not

import msgspec

from shopbell.adapt.buttons import as_choice, fit_options, losses
from shopbell.adapt.plain import plain
from shopbell.adapt.sentences import CHOOSE, MORE, OPEN_LIST
from shopbell.adapt.split import fits, shorten, split
from shopbell.capabilities import Capabilities
from shopbell.people import Choice
from shopbell.replies import ItemList, Option, Options, ReplyPart, TextPart
from shopbell.text import Words

Translate = Callable[[Words, str], str]
"""Words and a language -> what is said; ``Catalogues.render``."""

MESSAGES_MAX = 15  # per turn: they are numbered turn * 16 + n


class Adapted(msgspec.Struct, frozen=True):
    """A reply as one channel shows it.

    Each inner tuple of ``messages`` is one message of the platform, so that a repeated delivery never doubles a
    half. ``losses``: what the channel could not show, in English, without the customer's words. ``choices``: what
    the next inbound message may mean. ``payments``: places in ``messages`` that ask for money, whatever part
    they became; the outbox never repeats these when their fate is unknown.
    """

    messages: tuple[tuple[ReplyPart, ...], ...]
    losses: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    payments: tuple[int, ...] = ()


class Message:
    """One platform message while it is built."""

    __slots__ = ("choices", "parts", "pays")

    def __init__(self, *parts: ReplyPart) -> None:
        self.parts = list(parts)
        self.choices: list[Choice] = []
        self.pays = False


class Showing:
    """One reply on its way to one channel: the rungs of the ladder call its methods in the order of the parts.

    A text stays open until the next part, for buttons and numbered lists belong to the text before them.
    """

    def __init__(self, capabilities: Capabilities, language: str, translate: Translate) -> None:
        self.can, self.language = capabilities, language
        self._translate = translate
        self._messages: list[Message] = []
        self._losses: list[str] = []
        self._text = ""
        self._markdown = False
        self._pays = False
        self._numbered = 0

    def say(self, words: Words) -> str:
        """Words in the customer's language."""
        return words if type(words) is str else self._translate(words, self.language)

    def lose(self, what: str) -> None:
        """Record once what the channel could not show."""
        if what not in self._losses:
            self._losses.append(what)

    def text(self, text: str, *, markdown: bool = False, pays: bool = False) -> None:
        """Open a text; blank ones are left out, for no platform takes them."""
        self._close()
        if not text or text.isspace():
            return
        if markdown and not (self.can.markdown and fits(text, self.can.text_max, self.can.text_unit)):
            text, markdown = plain(text), False  # a cut through a mark would show it
            self.lose("formatting left out")
        self._text, self._markdown, self._pays = text, markdown, pays

    def alone(self, part: ReplyPart, choices: Sequence[Choice] = (), *, pays: bool = False) -> None:
        """One message of this part alone."""
        self._close()
        message = Message(part)
        message.choices.extend(choices)
        message.pays = pays
        self._messages.append(message)

    def options(self, options: Sequence[Option], *, rows: bool = True) -> None:
        """Show buttons in the best way left: buttons, a list (unless not ``rows``), numbered text.

        Links that the channel's buttons cannot be become lines of text.
        """
        urls = self.can.option_urls
        taps = [option for option in options if urls or option.url is None]
        links = [option for option in options if not urls and option.url is not None]
        buttons = self.fitted(taps, self.can.options_max, self.can.option_label_max)
        if buttons is None and any(option.url for option in taps):  # rows and numbers cannot lead anywhere
            links, taps = [option for option in options if option.url], [option for option in taps if not option.url]
            buttons = self.fitted(taps, self.can.options_max, self.can.option_label_max)
        if links:
            self._append([f"{self.say(link.label)}: {link.url}" for link in links])
            self.lose("link buttons shown as text")
        if buttons is not None:
            self._attach(Options(options=buttons), taps)
        elif rows and (items := self.fitted(taps, self.can.list_max, self.can.list_label_max)):
            self.lose("buttons shown as a list")
            self._attach(ItemList(title=self.say(CHOOSE), items=items, button=self.button(OPEN_LIST)), taps)
        elif taps:
            self._number(taps)

    def button(self, words: Words) -> str:
        """What opens a list, as long as a button may be."""
        return shorten(self.say(words), self.can.option_label_max)

    def title(self, words: str) -> str:
        """The title of a list; one that is too long becomes a text before it."""
        if fits(words, self.can.options_text_max or self.can.text_max, self.can.text_unit):
            return words
        self.text(words)
        return self.say(CHOOSE)

    def fitted(self, options: Sequence[Option], most: int, label_max: int) -> tuple[Option, ...] | None:
        """The options as buttons or rows; None when they are too many or would look alike."""
        if len(options) > most:
            return None
        fitted = fit_options(options, label_max, self.can.option_payload_max)
        if fitted is not None and any(map(is_not, fitted, options)):
            for lost in losses(options, fitted):
                self.lose(lost)
        return fitted

    def finish(self) -> Adapted:
        """Close the reply: at most 15 messages, of which those that ask for money or a choice are kept first."""
        self._close()
        messages = self._messages
        if len(messages) > MESSAGES_MAX:
            messages = self._most_needed()
        return Adapted(
            tuple(tuple(message.parts) for message in messages),
            tuple(self._losses),
            tuple(choice for message in messages for choice in message.choices),
            tuple(place for place, message in enumerate(messages) if message.pays),
        )

    def _append(self, lines: Sequence[str]) -> None:
        """Add lines to the open text, or open one."""
        if self._markdown:
            self._text, self._markdown = plain(self._text), False  # lines of Markdown would run together
            self.lose("formatting left out")
        self._text = "\n".join([self._text, *lines] if self._text else lines)

    def _attach(self, part: Options | ItemList, options: Sequence[Option]) -> None:
        """Close the open text with buttons below; without one, below the message before where that can be."""
        if not options:
            return
        choices = [as_choice(option) for option in options if option.url is None]
        last = self._messages[-1] if self._messages else None
        if not self._text:
            if not self.can.options_need_text and (last is None or _takes_buttons(last)):
                if last is None:
                    self.alone(part, choices)
                else:
                    last.parts.append(part)
                    last.choices.extend(choices)
                return
            self._text = self.say(CHOOSE)
        message = self._send_text(self.can.options_text_max or self.can.text_max)
        message.parts.append(part)
        message.choices.extend(choices)

    def _number(self, options: Sequence[Option]) -> None:
        """Numbers rise through the whole turn, so that each means one thing in the next message."""
        if not self._text:
            self._text = self.say(CHOOSE)
        first = self._numbered + 1
        self._numbered += len(options)
        self._append([f"{number}. {option.label}" for number, option in enumerate(options, first)])
        self.lose("buttons shown as a numbered list")
        message = self._send_text(self.can.text_max)
        message.choices.extend(as_choice(option, number) for number, option in enumerate(options, first))

    def _close(self) -> None:
        if self._text:
            self._send_text(self.can.text_max)

    def _send_text(self, last_max: int) -> Message:
        """Send off the open text, in parts where it is too long; the last, which buttons go on, within ``last_max``."""
        unit = self.can.text_unit
        pieces = split(self._text, self.can.text_max, unit, MESSAGES_MAX + 1)  # more are never sent
        pieces[-1:] = split(pieces[-1], last_max, unit)
        messages = [Message(TextPart(text=piece, markdown=self._markdown)) for piece in pieces]
        messages[-1].pays = self._pays
        self._messages.extend(messages)
        self._text, self._markdown, self._pays = "", False, False
        return messages[-1]

    def _most_needed(self) -> list[Message]:
        ranked = sorted(enumerate(self._messages), key=lambda one: (not one[1].pays, not one[1].choices, one[0]))
        kept = sorted(place for place, _ in ranked[: MESSAGES_MAX - 1])
        self.lose(f"cut to {MESSAGES_MAX} messages")
        gap = next((at for at, place in enumerate(kept) if at != place), len(kept))
        messages = [self._messages[place] for place in kept]
        # Where the first is missing, not at the end: buttons vanish on some platforms when another message follows.
        messages.insert(gap, Message(TextPart(text=self.say(MORE))))
        return messages


def _takes_buttons(message: Message) -> bool:
    """A card or a picture without a menu yet; a text that is sent off already may be too long for buttons."""
    return not any(isinstance(part, TextPart | Options | ItemList) for part in message.parts)
