"""A story: what a dialogue that comes with the shop is tried with, and how its transcript is read."""

from collections.abc import Mapping
from typing import NamedTuple


class Story(NamedTuple):
    """``talk`` is a transcript as for ``customer.plays``; ``! KIND`` is a shop event, ``...`` stands for any line, and
    ``#`` for the customer's number, where each needs something of their own.
    """

    plugin: str  # a folder in skills/, or "flows": the template of the story's name
    talk: str
    later: str = ""  # what is said by itself afterwards
    files: Mapping[str, str] = {}  # what lies in the shop's folder, for ``shopbell_files``
    shop: Mapping[str, object] = {}  # keys of the ``[shop]`` table
    needs: tuple[str, ...] = ()  # bundled plugins that are switched on with it
    before: tuple[str, ...] = ()  # what the customer said before it begins
    heard_before: str = ""
    event: Mapping[str, object] = {}  # what a shop event tells, beside its subject; an order that is None is theirs
    days: int = 3  # until all is over
    dialogue: str = ""  # which one it is, where what was said before belongs to another one of the plugin
    forgets: bool = False  # nothing of the customer is left

    @property
    def runs(self) -> str:
        """The runs that count, as SQL's LIKE writes it."""
        plugin = "shopbell_flows" if self.plugin == "flows" else self.plugin.removeprefix("shopbell_")
        return f"{plugin}/{self.dialogue or '%'}"


def exchanges(talk: str) -> list[tuple[str, str]]:
    """What happens (``> said``, ``! event``, with the sign) and what the shop says then."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, map(str.strip, talk.strip().splitlines())):
        if line[0] in ">!":
            found.append((line, []))
        else:
            found[-1][1].append(line)
    return [(happens, "\n".join(heard)) for happens, heard in found]


def question_in(shown: str) -> str:
    """The last line that is no row of buttons: what the customer is to answer."""
    lines = [line for line in shown.splitlines() if not line.startswith("[")]
    return lines[-1] if lines else ""


def fits(shown: str, expected: str) -> bool:
    """Line by line the same; ``...`` stands for one line, or alone for anything."""
    if expected in ("", "..."):
        return True
    lines, wanted = shown.splitlines(), expected.splitlines()
    return len(lines) == len(wanted) and all(two in ("...", one) for one, two in zip(lines, wanted, strict=True))
