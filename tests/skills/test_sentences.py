"""Every sentence of the skills is said in every language, with the same arguments."""

import ast
import re
from pathlib import Path

import pytest

from shopbell.adapt.catalogues import read_catalogue
from shopbell_smalltalk.sayings import ABOUT_ME, BY_PHONE, SAYINGS

SKILLS = Path(__file__).parents[2] / "skills"
SPEAKING = (
    "shopbell_booking",
    "shopbell_callback",
    "shopbell_feedback",
    "shopbell_handoff",
    "shopbell_identity",
    "shopbell_leads",
    "shopbell_navigation",
    "shopbell_opening_hours",
    "shopbell_order_status",
    "shopbell_privacy",
    "shopbell_recommendations",
    "shopbell_smalltalk",
    "shopbell_subscriptions",
)
FROM_TABLES = {"shopbell_smalltalk": {*ABOUT_ME, BY_PHONE, *(one for variants in SAYINGS.values() for one in variants)}}


def sentences_of(skill: str) -> set[str]:
    """What is passed to ``_`` in a skill's sources, plurals included."""
    found: set[str] = set(FROM_TABLES.get(skill, ()))
    for file in (SKILLS / skill).glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                found |= {
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


@pytest.mark.parametrize("language", ["de", "fr", "es"])
@pytest.mark.parametrize(
    "skill",
    [
        "shopbell_booking",
        "shopbell_callback",
        "shopbell_cart",
        "shopbell_checkout",
        "shopbell_faq",
        "shopbell_handoff",
        "shopbell_identity",
        "shopbell_leads",
        "shopbell_navigation",
        "shopbell_opening_hours",
        "shopbell_order_status",
        "shopbell_privacy",
        "shopbell_product_search",
        "shopbell_recommendations",
        "shopbell_returns",
        "shopbell_smalltalk",
        "shopbell_subscriptions",
    ],
)
def test_every_sentence_has_its_translation(skill: str, language: str) -> None:
    file = SKILLS / skill / "locales" / f"{language}.po"

    translated = read_catalogue(file.read_bytes(), language).sentences

    assert set(translated) == sentences_of(skill)
    for sentence, said in translated.items():
        for form in (said,) if isinstance(said, str) else said[1:]:
            assert names(form) >= names(sentence), form


def names(sentence: str) -> set[str]:
    return set(re.findall(r"\{(\w+)", sentence))


def test_what_an_intent_is_called_can_be_translated() -> None:
    untranslated = [
        f"{file.parent.name}: {keyword.value.value}"
        for file in SKILLS.glob("*/*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Intent"
        for keyword in node.keywords
        if keyword.arg == "title" and isinstance(keyword.value, ast.Constant)
    ]

    assert untranslated == []
