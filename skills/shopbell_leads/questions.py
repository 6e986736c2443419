"""``leads.toml``: what is asked, of whom, and what the answers are worth."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

FILE = "leads.toml"
Words = str | dict[str, str]


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question; all its conditions must hold. ``text`` in the shop's language, or by language."""

    key: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
    text: Words
    kind: Literal["text", "choice", "number", "date", "email", "phone", "yes_no"] = "text"
    options: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()  # only who came from a page with one of these in its address
    when: dict[str, tuple[str, ...]] = {}  # only who answered an earlier question so
    points: int | dict[str, int] = 0  # for any answer, or by answer; of a number: from which on

    def said_in(self, language: str) -> str:
        """The words, in that language where there are any."""
        if isinstance(self.text, str):
            return self.text
        return self.text.get(language) or next(iter(self.text.values()), self.key)

    def fits(self, page: str, answers: Mapping[str, str]) -> bool:
        """Is it asked?"""
        known = {key: answer.casefold() for key, answer in answers.items()}
        by_page = not self.pages or any(part in page for part in self.pages)
        return by_page and all(known.get(key, "") in map(str.casefold, wanted) for key, wanted in self.when.items())

    def worth(self, answer: str) -> int:
        """The points of this answer."""
        if isinstance(self.points, int):
            return self.points
        if self.kind == "number":
            reached = [int(least) for least in self.points if float(answer) >= int(least)]
            return self.points[str(max(reached))] if reached else 0
        return {name.casefold(): points for name, points in self.points.items()}.get(answer.casefold(), 0)


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: tuple[Question, ...]


DEFAULT = (
    Question(
        key="what",
        text={
            "en": "With pleasure. What do you need?", "de": "Gern. Was brauchen Sie?",
            "fr": "Avec plaisir. De quoi avez-vous besoin ?", "es": "Con mucho gusto. ¿Qué necesita?",
        },
    ),
    Question(
        key="name",
        text={
            "en": "What is your name?", "de": "Wie heißen Sie?", "fr": "Comment vous appelez-vous ?",
            "es": "¿Cómo se llama?",
        },
    ),
    Question(
        key="email",
        kind="email",
        text={
            "en": "And your e-mail address?", "de": "Und Ihre E-Mail-Adresse?",
            "fr": "Et votre adresse e-mail ?", "es": "¿Y su correo electrónico?",
        },
    ),
)  # fmt: skip


def read_questions(files: Mapping[str, bytes]) -> tuple[tuple[Question, ...], str]:
    """The questions of the file, or the usual ones; and a sentence when the file cannot be used."""
    for body in files.values():
        try:
            found = msgspec.convert(tomllib.loads(body.decode()), _File).question
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as exc:
            return DEFAULT, f"cannot be used, the usual questions are asked: {exc}"
        mistake = next(filter(None, map(_mistake, found)), "" if found else "there is no [[question]] in it")
        return (DEFAULT if mistake else found), mistake
    return DEFAULT, ""


def _mistake(one: Question) -> str:
    if (one.kind == "choice") != bool(one.options):
        return f'question {one.key}: kind = "choice" and options belong together'
    if one.kind == "number" and isinstance(one.points, dict) and not all(name.isdecimal() for name in one.points):
        return f"question {one.key}: points of a number are told by numbers: {{50 = 30}}"
    return ""


def as_answer(value: Any) -> str:
    """What is kept of a value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)
