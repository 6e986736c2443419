"""A question: what is asked, what fits, and how it is shown."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from shopbell.chat import AnswerKind, Choices
from shopbell.dialogues.sentences import NO, YES, numbered
from shopbell.replies import Option, Options, ReplyPart, TextPart
from shopbell.text import Text, Words

PAYLOAD = "ask:"  # ask:<run>.<seq>:<value>: a late tap on an older question's button must not answer this one


class Choice(NamedTuple):
    """One option: what the author gets, and what the customer reads."""

    value: str
    label: Words


class Question(NamedTuple):
    """Built anew at each replay; nothing of it is stored."""

    key: str
    prompt: Words
    kind: AnswerKind = "text"
    choices: tuple[Choice, ...] = ()
    least: Any = None
    most: Any = None
    validate: Callable[[Any], Any] | None = None
    help: Words | None = None
    retries: int = 3
    interruptible: bool = False
    summary: tuple[Words, ...] = ()
    binding: bool = False  # a yes of yesterday, to other conditions, is none
    secret: bool = False  # nobody may read the answer afterwards
    from_opening: bool = False  # what the dialogue began with may hold the answer
    also: Mapping[str, str] = {}  # other words for a choice, by its value: patterns
    or_day: bool = False  # a day is as good as an option

    def owned_by(self, plugin: str) -> "Question":
        """With the words of another plugin's dialogue, which its catalogue translates."""

        def own(words: Words) -> Words:
            return words.owned_by(plugin) if isinstance(words, Text) else words

        return self._replace(
            prompt=own(self.prompt),
            choices=tuple(Choice(value, own(label)) for value, label in self.choices),
            help=None if self.help is None else own(self.help),
            summary=tuple(map(own, self.summary)),
        )

    def shown(self, run_id: int, seq: int, number: int, count: int) -> tuple[ReplyPart, ...]:
        """As reply parts. ``number`` of ``count`` is told from three questions on."""
        prompt = numbered(self.prompt, number, count) if count >= 3 else self.prompt
        parts: list[ReplyPart] = [TextPart(text=line) for line in self.summary]
        parts.append(TextPart(text=prompt))
        if self.choices:
            options = tuple(Option(label, payload_of(run_id, seq, value)) for value, label in self.choices)
            parts.append(Options(options=options))
        return tuple(parts)


def payload_of(run_id: int, seq: int, value: str) -> str:
    """What a button of this question carries."""
    return f"{PAYLOAD}{run_id}.{seq}:{value}"


def choices_of(kind: AnswerKind, options: Choices) -> tuple[Choice, ...]:
    """Options in any of their forms. A plain label is its own value, a ``Text`` stands for its sentence."""
    if isinstance(options, Mapping):
        return tuple(Choice(str(value), label) for value, label in options.items())
    if kind == "yes_no" and not options:
        return (Choice("yes", YES), Choice("no", NO))
    return tuple(_choice(option) for option in options)


def _choice(option: Words | Option) -> Choice:
    if isinstance(option, Option):
        label = option.label
        return Choice(option.payload if option.payload is not None else _value(label), label)
    return Choice(_value(option), option)


def _value(label: Words) -> str:
    return label.id if isinstance(label, Text) else label
