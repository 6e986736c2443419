"""Guided selection: asks what narrows the choice most, until a few products are left."""

import math
import re
from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from shopbell import Chat, Option, PluginScope, Skill, StepFailed, Text, dialogue
from shopbell import Text as _
from shopbell.shop import Criteria, Found, Money, Product, ProductSearch

from .cards import cards
from .phrases import GUIDED_SELECTION
from .presents import besides_presents
from .sentences import NO_CATALOGUE, hindrances_in_words, relaxed_in_words
from .settings import ProductSearchSettings

ENOUGH = 3  # products that need no further question
MOST_OPTIONS = 7
LEAST_BITS = 0.5  # a question that tells less is not worth an answer
NO_MATTER = "*"
PRICE = "price"
LIMITED = "limited"  # a limit of the price was said, whatever was asked
# "Up to 80", "zwischen 20 und 40 Euro", "80 $ max": read by the search.
LIMIT = (
    r"\b(?:max(?:imum|imal)?\.?|under|below|up to|less than|(?:no|not) (?:more than|over)|at most|around|about|over"
    r"|at least|between|unter|bis(?: zu)?|höchstens|weniger als|nicht (?:mehr als|über)|mindestens|über|zwischen"
    r"|ungefähr|etwa|moins de|jusqu['’]à|au plus|pas plus de|au moins|plus de|entre|environ"
    r"|menos de|hasta|como mucho|máximo|no más de|al menos|más de|unos) ?[$€£]?\s?\d"
    r"|[$€£]\s?\d|\d\s?(?:[$€£]|(?:euros?|dollars?|bucks|pounds?|quid|dólares|libras|eur|usd|gbp)\b)"
)
AMOUNT = r"^\W*\d+(?:[.,]\d\d)?\W*$"  # alone, where it is asked what it may cost
QUESTIONS = {
    "occasion": _("What is the occasion?"),
    "gender": _("Who is it for?"),
    "style": _("Which style do you like?"),
    "category": _("What shall it be?"),
    PRICE: _("What may it cost?"),
}


class Narrowing(msgspec.Struct, frozen=True):
    """The question that narrows most. Options are values, or cuts of the price in minor units."""

    facet: str
    options: tuple[str, ...] = ()
    cuts: tuple[int, ...] = ()


def bits(counts: Sequence[int], total: int) -> float:
    """What the answer to a question is expected to tell (Shannon entropy); products that no option has tell nothing.

    Args:
        counts: products behind each option; one product may stand behind several.
        total: products that are left.
    """
    said = sum(counts)
    if not said or not total:
        return 0.0
    entropy = -sum(count / said * math.log2(count / said) for count in counts if count)
    return entropy * min(1.0, said / total)


def narrowing(choices: Mapping[str, Mapping[str, int]], cuts: Sequence[int], total: int) -> Narrowing | None:
    """The best question among those that are open; None when none is worth asking."""
    best, most = None, LEAST_BITS
    for facet, counts in choices.items():
        options = dict(sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_OPTIONS])
        told = bits([*options.values()], total)
        if len(options) > 1 and told > most:
            best, most = Narrowing(facet, tuple(options)), told
    if cuts and math.log2(len(cuts) + 1) > most:
        best = Narrowing(PRICE, cuts=tuple(cuts))
    return best


def with_answer(criteria: Criteria, question: Narrowing, answer: str) -> Criteria:
    """What is looked for after the answer."""
    if answer == NO_MATTER:
        return criteria
    if question.facet != PRICE:
        return replace(criteria, wanted={**criteria.wanted, question.facet: (answer,)})
    least, _sign, most = answer.partition("-")
    return replace(criteria, least=int(least) if least else None, most=int(most) if most else None)


def guided_selection(scope: PluginScope, settings: ProductSearchSettings) -> Skill:
    """The dialogue, with what it does outside."""

    async def read(text: str, language: str) -> Criteria:
        search: ProductSearch = scope.service("search")
        criteria = await search.read(text, language, guess=False)
        rest = await besides_presents(search, text, language, criteria)
        return replace(criteria if rest is None else rest, words=(), unknown={}, strange=0)

    async def next_question(criteria: Criteria, asked: list[str]) -> Narrowing | None:
        search: ProductSearch = scope.service("search")
        total = (await search.find(criteria, 1)).count
        if total <= ENOUGH:
            return None
        known = {*asked, *criteria.wanted}
        choices = await search.choices(criteria)
        left = {facet: choices[facet] for facet in QUESTIONS if facet in choices and facet not in known}
        priced = PRICE in asked or criteria.least is not None or criteria.most is not None
        return narrowing(left, () if priced else await search.prices(criteria), total)

    async def look(criteria: Criteria) -> tuple[Found, list[Product]]:
        found: Found = await scope.service("search").find(criteria, settings.shown)
        return found, await scope.service("catalogue").products(found.products)

    async def agree(chat: Chat) -> Criteria:
        criteria: Criteria = await chat.step(read, chat.opening, chat.language, key="read", type=Criteria)
        asked: list[str] = []
        for _number in range(settings.questions):
            question: Narrowing | None = await chat.step(
                next_question, criteria, asked, key="next", type=Narrowing | None
            )
            if question is None:
                break
            limit = rf"{LIMIT}|{AMOUNT}" if question.facet == PRICE else LIMIT
            said = await chat.ask(
                QUESTIONS[question.facet], options=options(question, chat), key=question.facet, also={LIMITED: limit}
            )
            if said == LIMITED:
                limits = await limits_said(chat)
                criteria = replace(criteria, least=limits.least, most=limits.most)
                asked = [*asked, PRICE]  # what else was asked is asked again, for it was not answered
            else:
                asked = [*asked, question.facet]
                criteria = with_answer(criteria, question, said)
        return criteria

    async def limits_said(chat: Chat) -> Criteria:
        said = chat.heard() or ""
        said = f"max {said}" if re.search(AMOUNT, said) else said
        limits: Criteria = await chat.step(read, said, chat.language, key="read limits", type=Criteria)
        return limits

    @dialogue("guided_selection", GUIDED_SELECTION, title=_("your selection"))
    async def guided(chat: Chat) -> None:
        try:
            criteria = await agree(chat)
            found, products = await chat.step(look, criteria, key="look", type=tuple[Found, list[Product]])
        except StepFailed:
            await chat.say(NO_CATALOGUE)
            return
        if not products:
            await chat.say(*hindrances_in_words(found, None, criteria, chat.shop.currency))
            return
        await chat.say(
            *relaxed_in_words(found, criteria), _("I would take one of these:"), *cards(products, chat.language)
        )

    return guided


def options(question: Narrowing, chat: Chat) -> list[Option]:
    """What can be answered; "no matter" always."""
    if question.facet == PRICE:
        shown = [Option(label, payload=payload) for payload, label in _spans(question.cuts, chat).items()]
    else:
        shown = [Option(value) for value in question.options]
    return [*shown, Option(_("No matter"), payload=NO_MATTER)]


def _spans(cuts: Sequence[int], chat: Chat) -> dict[str, Text]:
    said = [Money(cut, chat.shop.currency) for cut in cuts]
    spans = {f"-{cuts[0]}": _("Up to {most}", most=said[0])}
    for low, high, one, two in zip(cuts, cuts[1:], said, said[1:], strict=False):
        spans[f"{low}-{high}"] = _("{least} to {most}", least=one, most=two)
    return {**spans, f"{cuts[-1]}-": _("From {least}", least=said[-1])}
