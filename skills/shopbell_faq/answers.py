"""Turns the Markdown of an answer into the parts of a reply.

Words stay Markdown; ``![alt](https://...)`` is a picture; lines that hold nothing but a link are buttons:
``[Order here](https://...)`` leads somewhere, ``[How much is it?](#cost)`` asks another question.
"""

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import NamedTuple

from shopbell import Image, ItemList, Option, Options, Reply, TextPart, callback_mistake

ReplyPart = TextPart | Image | Options | ItemList

BUTTONS_MOST = 5  # more questions than these are a list to choose from
ASKS = "intent:"  # the payload that asks what an intent answers

_IMAGE = re.compile(r"!\[([^\]]*)\]\(\s*<?([^\s)>]+)>?(?:\s+\"([^\"]*)\")?\s*\)")
_BUTTON = re.compile(r"\s*(?:[-+*]\s+|\d+[.)]\s+)?\[([^\]]+)\]\(\s*<?([^\s)>]+)>?\s*\)\s*")
_ASKING = re.compile(r"\]\(\s*<?#([\w.-]+)>?\s*\)")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_BLOCK = re.compile(r"\s*(?:[-+*]\s|\d+[.)]\s|#|>|\||```|~~~)")  # a line that begins something new
_MARKS = re.compile(r"[*_`\[\]<>\\&|~#]|^\s*(?:[-+]|\d+[.)])\s", re.MULTILINE)


class AnswerMistake(ValueError):
    """What is wrong with an answer; ``line`` counts its lines from 0."""

    def __init__(self, problem: str, line: int, hint: str = "") -> None:
        super().__init__(problem)
        self.line, self.hint = line, hint


class _Line(NamedTuple):
    number: int
    text: str
    button: tuple[str, str] | None  # label and target


def as_reply(markdown: str, entry: Callable[[str], str | None] = lambda name: None, title: str = "") -> Reply:
    """The answer as text, pictures and buttons in their order.

    Args:
        entry: from a name behind ``#`` to the intent's; None when there is no such question.
        title: of a list of questions that no words come before.

    Raises:
        AnswerMistake: a picture has no address that a customer's device could load, or a question is not there.
    """
    parts: list[ReplyPart] = []
    for is_menu, lines in _stretches(markdown):
        if is_menu:
            _menu(parts, [_option(line, entry) for line in lines], title)
        else:
            parts += _words_and_pictures(lines)
    return Reply(*parts)


def _stretches(markdown: str) -> list[tuple[bool, list[_Line]]]:
    """Menus and what stands between them. Paragraphs of buttons below each other are one menu."""
    found: list[tuple[bool, list[_Line]]] = []
    in_code = False
    for blank, run in groupby(enumerate(markdown.split("\n")), key=lambda each: not each[1].strip()):
        lines = [_Line(number, text, _button(text)) for number, text in run]
        is_menu = not blank and not in_code and all(line.button for line in lines)
        for line in lines:
            in_code ^= _FENCE.match(line.text) is not None
        if blank:
            if found and not found[-1][0]:  # between menus they mean nothing, in words they end a paragraph
                found[-1][1].extend(lines)
        elif found and found[-1][0] == is_menu:
            found[-1][1].extend(lines)
        else:
            found.append((is_menu, lines))
    return found


def _button(line: str) -> tuple[str, str] | None:
    found = _BUTTON.fullmatch(line)
    if found is None or not found[2].startswith(("#", "https://", "http://")):
        return None
    return found[1].strip(), found[2]


def _option(line: _Line, entry: Callable[[str], str | None]) -> Option:
    label, target = line.button or ("", "")
    if not target.startswith("#"):
        return Option(label, url=target)
    intent = entry(target[1:])
    if intent is None:
        raise AnswerMistake(f"there is no question {target}", line.number, "a name as in ## Question {#name}")
    return Option(label, payload=ASKS + intent)


def _menu(parts: list[ReplyPart], options: list[Option], title: str) -> None:
    """Buttons; many questions become a list under the words before them."""
    if len(options) <= BUTTONS_MOST or any(option.url for option in options):
        parts.append(Options(options=tuple(options)))
        return
    if parts and isinstance(before := parts[-1], TextPart) and not before.markdown and "\n" not in str(before.text):
        parts.pop()
        title = str(before.text)
    parts.append(ItemList(title=title, items=tuple(options)))


def _words_and_pictures(lines: list[_Line]) -> Iterator[TextPart | Image]:
    markdown = "\n".join(line.text for line in lines)
    at = 0

    def number(place: int) -> int:
        return lines[0].number + markdown.count("\n", 0, place)

    if lost := _ASKING.search(markdown):
        hint = "put the link to a question into a line of its own: it becomes a button"
        raise AnswerMistake(f"#{lost[1]} is linked within words", number(lost.start()), hint)
    for found in _IMAGE.finditer(markdown):
        yield from _text(markdown[at : found.start()])
        alt, url, caption = found.groups()
        if callback_mistake(url, private=True):  # http from this machine is none: a demo shows its own pictures
            problem = f"the picture {url} cannot be shown: its address must begin with https://"
            raise AnswerMistake(problem, number(found.start()))
        yield Image(url=url, alt=alt, caption=caption)
        at = found.end()
    yield from _text(markdown[at:])


def _text(markdown: str) -> Iterator[TextPart]:
    text = unwrap(markdown).strip()
    if text:
        # Plain words are said as they are on every channel, at no cost.
        yield TextPart(text=text, markdown=_MARKS.search(text) is not None)


def unwrap(markdown: str) -> str:
    """Join the lines of each paragraph, as Markdown means them: chats would show every line break."""
    joined: list[str] = []
    in_code = open_end = False
    for line in markdown.splitlines():
        fence = line.lstrip().startswith(("```", "~~~"))
        if open_end and not in_code and line.strip() and not _BLOCK.match(line):
            joined[-1] = f"{joined[-1]} {line.strip()}"
        else:
            joined.append(line)
        in_code ^= fence
        # Two blanks or a backslash at the end of a line mean a line break.
        open_end = bool(line.strip()) and not fence and not in_code and not line.endswith(("  ", "\\"))
    return "\n".join(joined)
