""" "Did that answer your question?" - seldom, never twice for one thing; and what customers say to it."""

from typing import Any

from shopbell import Intent, Migration, Option, Options, Reply, TextPart, Turn, Write, offer_person
from shopbell import Text as _

from .answers import ASKS
from .settings import FaqSettings

# No examples: only the buttons mean them.
YES, NO = Intent("faq.it-helped"), Intent("faq.it-did-not-help")
REMEMBERED = 30  # entries that a customer was asked about; then the oldest may be asked about again
LONGEST = 300  # characters of a question that are kept

MIGRATIONS = (
    Migration(
        2,
        """
    CREATE TABLE p_shopbell_faq_verdict (
        id          {ID},              -- of the turn in which the customer said so
        customer_id {INT} NOT NULL,    -- so that erasing the customer finds it
        at          {INT} NOT NULL,    -- milliseconds UTC
        entry       TEXT NOT NULL,
        helpful     {INT} NOT NULL     -- 1: yes
    ) {STRICT}
    """,
    ),
    Migration(4, "CREATE INDEX p_shopbell_faq_verdict_customer ON p_shopbell_faq_verdict (customer_id)"),
)
INSERT = "INSERT INTO p_shopbell_faq_verdict (id, customer_id, at, entry, helpful) VALUES (?, ?, ?, ?, ?)"
VERDICTS = (
    "SELECT entry, sum(helpful), count(*) - sum(helpful) FROM p_shopbell_faq_verdict GROUP BY entry"
    " ORDER BY 3 DESC, 2 DESC, entry"
)

_ASKED = (
    TextPart(text=_("Did that answer your question?")),
    Options(options=(Option(_("Yes"), payload=ASKS + YES.name), Option(_("No"), payload=ASKS + NO.name))),
)


def may_ask(turn: Turn, settings: FaqSettings) -> bool:
    """Is this an answer after which it is asked? The most usual one, word for word what was expected, is not."""
    if settings.helpful == "never" or turn.intent is None:
        return False
    return settings.helpful == "always" or turn.score < settings.sure


def with_question(reply: Reply, turn: Turn, settings: FaqSettings) -> Reply:
    """The reply with the question below, unless this customer was asked about it before, or about anything just now."""
    asked: dict[str, int] = turn.recall("asked", {})
    latest = max(asked.values(), default=0)
    if turn.intent is None or turn.intent in asked or turn.now - latest < settings.helpful_minutes * 60_000:
        return reply
    if len(asked) >= REMEMBERED:
        del asked[min(asked, key=lambda name: asked[name])]
    turn.remember("asked", {**asked, turn.intent: turn.now})
    turn.remember("about", [turn.intent, turn.message.text[:LONGEST]])
    return Reply(*reply.parts, *_ASKED)


def asked_about(turn: Turn) -> tuple[str, str] | None:
    """The entry and the question that the verdict is about, once."""
    about: list[Any] | None = turn.recall("about")
    if about is None:
        return None
    turn.remember("about", None)
    return str(about[0]), str(about[1])


def verdict(turn: Turn, entry: str, *, helped: bool) -> Write:
    """Keep what the customer said."""
    return Write(INSERT, (turn.id, turn.customer.id, turn.now, entry, int(helped)))


def thanks() -> Reply:
    """It helped."""
    return Reply(text=_("Good, thank you."))


def sorry(others: tuple[Option, ...]) -> Reply:
    """It did not help: other questions, and a person."""
    person = offer_person(_("Talk to a person"))
    said = _("I am sorry. Did you mean one of these?") if others else _("I am sorry. Shall a person answer you?")
    return Reply(text=said, options=[*others, person])
