"""Did an old generation die? Proven by canaries on its classes and functions.

A weak reference to the module proves nothing: functions hold the module's names, not the module.
"""

import gc
import sys
import time
import types
import weakref
from typing import Any

import structlog

log = structlog.get_logger("shopbell.plugins")

DEEPEST = 6  # levels of the referrer chain
WIDEST = 200  # objects looked at per level
QUIET = 3.0  # seconds after a generation went
MANY = 20  # zombies after which a restart is advised


class Canaries:
    """Weak references to everything a generation defined."""

    def __init__(self, plugin: str, number: int, top: str) -> None:
        self.plugin, self.number = plugin, number
        self._refs = [
            weakref.ref(thing)
            for name, module in list(sys.modules.items())
            if name == top or name.startswith(top + ".")
            for thing in list(vars(module).values())
            if isinstance(thing, type | types.FunctionType) and (thing.__module__ or "").startswith(top)
        ]

    def alive(self) -> list[Any]:
        """What is still there; ask after ``gc.collect()``."""
        return [thing for ref in self._refs if (thing := ref()) is not None]


def referrer_chain(thing: object) -> str:
    """Who keeps ``thing``: names from it to the first holder outside the generation, as far as that is found."""
    seen, level, names = {id(thing)}, [(thing, _name(thing))], ""
    for _ in range(DEEPEST):
        following: list[tuple[object, str]] = []
        for child, path in level[:WIDEST]:
            for parent in gc.get_referrers(child):
                if id(parent) in seen or isinstance(parent, types.FrameType) or parent is level or parent is following:
                    continue
                seen.add(id(parent))
                names = f"{path} < {_name(parent)}"
                if isinstance(parent, types.ModuleType):
                    return names
                following.append((parent, names))
        level = following
    return names


def _name(thing: object) -> str:
    if isinstance(thing, dict) and "__name__" in thing:
        return f"names of {thing['__name__']}"
    name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", None)
    return f"{type(thing).__name__} {name}" if isinstance(name, str) else type(thing).__name__


class Graves:
    """Canaries of dropped generations, until all of them are dead."""

    def __init__(self) -> None:
        self._graves: list[Canaries] = []
        self._since = 0.0  # monotonic seconds of the last funeral
        self._warned: set[int] = set()

    def add(self, canaries: Canaries) -> None:
        """A generation is gone."""
        self._graves.append(canaries)
        self._since = time.monotonic()

    def zombies(self) -> list[str]:
        """Those something still keeps, as ``greet 12``. Collects garbage: 5-30 ms."""
        if self._graves:
            gc.collect()
            self._graves = [canaries for canaries in self._graves if canaries.alive()]
        return [f"{canaries.plugin} {canaries.number}" for canaries in self._graves]

    def known(self) -> list[str]:
        """Those of which was warned, and that are still there. Collects nothing."""
        self._graves = [canaries for canaries in self._graves if canaries.alive()]
        return [f"{one.plugin} {one.number}" for one in self._graves if one.number in self._warned]

    def visit(self) -> None:
        """Look after the dead; warn once of each zombie. Only when nobody waits, because it collects garbage, and
        not between two saves in a row.

        Known zombies are looked at again when another generation goes.
        """
        if time.monotonic() - self._since < QUIET or all(one.number in self._warned for one in self._graves):
            return
        self.zombies()
        for canaries in self._graves:
            alive = canaries.alive()
            if alive and canaries.number not in self._warned:
                self._warned.add(canaries.number)
                log.warning(
                    "old plugin code is kept alive",
                    plugin=canaries.plugin,
                    generation=canaries.number,
                    chain=referrer_chain(alive[0]),
                    advice="restart when convenient" if len(self._graves) > MANY else "",
                )
