"""``@skill``: an async function becomes a skill."""

from collections.abc import Awaitable, Callable, Sequence

from shopbell.contracts import Skill
from shopbell.replies import Reply
from shopbell.turns import Turn
from shopbell.understanding import Intent

Answer = Callable[[Turn], Awaitable[Reply | None]]


class FunctionSkill:
    """A skill made of one async function; its name is the function's."""

    def __init__(self, answer: Answer, intents: Sequence[Intent]) -> None:
        self.name = getattr(answer, "__name__", "skill")
        self.intents = tuple(intents)
        self._answer = answer

    async def answer(self, turn: Turn) -> Reply | None:
        """Ask the function."""
        return await self._answer(turn)


def skill(*intents: Intent) -> Callable[[Answer], Skill]:
    """Make a skill of ``async def name(turn) -> Reply | None``.

    Args:
        intents: what it answers, by example; none: it is asked after all others.
    """

    def decorate(answer: Answer) -> Skill:
        return FunctionSkill(answer, intents)

    return decorate
