"""``@skill``: an async function becomes a skill."""

from collections.abc import Awaitable, Callable, Sequence

from shopbell.contracts import Skill
from shopbell.replies import Reply
from shopbell.turns import Turn
from shopbell.understanding import Intent

Answer = Callable[[Turn], Awaitable[Reply | None]]
Claims = Callable[[Turn], bool]


class FunctionSkill:
    """A skill made of one async function; its name is the function's."""

    def __init__(self, answer: Answer, intents: Sequence[Intent], claims: Claims | None) -> None:
        self.name = getattr(answer, "__name__", "skill")
        self.intents, self.claims = tuple(intents), claims
        self._answer = answer

    async def answer(self, turn: Turn) -> Reply | None:
        """Ask the function; about what it claims alone, where that is all it is for."""
        if self.claims is not None and not self.intents and not self.claims(turn):
            return None
        return await self._answer(turn)


def skill(*intents: Intent, claims: Claims | None = None) -> Callable[[Answer], Skill]:
    """Make a skill of ``async def name(turn) -> Reply | None``.

    Args:
        intents: what it answers, by example; none: it is asked after all others.
        claims: what is plainly its own, without I/O (``Skill``); it is asked first, and without intents about nothing
            else.
    """

    def decorate(answer: Answer) -> Skill:
        return FunctionSkill(answer, intents, claims)

    return decorate
