"""Tells a question to the shop from a wish for wares, by its first words, in the languages of the bundled skills."""

import re

_begins = re.compile(
    r"\W*(?:how|why|when|where|who|is|are|was|does|did|can|could|may|will|would|should|do i"
    r"|what (?:is|are|do|does|happens)|wie|warum|wann|wo|wer|ist|sind|kann|darf|muss|was (?:ist|sind|passiert)|gilt"
    r"|comment|pourquoi|quand|où|qui|est-ce|puis-je|c[oó]mo|por qu[eé]|cu[aá]ndo|d[oó]nde|qui[eé]n|puedo|es|son)\b",
    re.IGNORECASE,
).match


def asks_for_a_rule(text: str) -> bool:
    """Does it begin as a question for a rule, a time, a place? "Do you have power banks" does not."""
    return _begins(text) is not None
