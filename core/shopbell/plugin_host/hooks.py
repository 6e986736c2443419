"""The hooks a module implements. pluggy checks them once, alone; nothing dispatches through it."""

import difflib
import inspect
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any, NamedTuple

import pluggy

from shopbell import hookspecs
from shopbell.errors import LoadError

NAMES = tuple(name for name in vars(hookspecs) if name.startswith("shopbell_"))


class Implementation(NamedTuple):
    """One function of a plugin; it may take fewer arguments than the specification."""

    call: Callable[..., Any]
    arguments: tuple[str, ...]

    def __call__(self, **given: Any) -> Any:
        return self.call(**self.pick(**given))

    def pick(self, **given: Any) -> dict[str, Any]:
        """Those arguments that it takes."""
        return {name: given[name] for name in self.arguments}


Hooks = Mapping[str, tuple[Implementation, ...]]


def read_hooks(plugin: str, module: ModuleType) -> Hooks:
    """Find and check the module's hooks.

    pluggy spends about 0.4 ms on a plugin (``dir`` x ``getattr``): once per generation, never per swap.

    Raises:
        LoadError: an unknown name, a wrong argument, a forgotten ``@hookimpl``, or no hook at all.
    """
    _check_marks(module)
    checker = pluggy.PluginManager("shopbell")
    checker.add_hookspecs(hookspecs)
    try:
        checker.register(module, plugin)
        checker.check_pending()
    except pluggy.PluginValidationError as exc:
        raise LoadError(str(exc).replace("\n", " ")) from exc
    found = {
        name: tuple(
            Implementation(one.function, tuple(one.argnames))
            for one in reversed(getattr(checker.hook, name).get_hookimpls())
        )
        for name in NAMES
    }
    if not any(found.values()):
        raise LoadError("it implements no hook (for example `@hookimpl def shopbell_skills(scope)`)")
    return {name: implementations for name, implementations in found.items() if implementations}


def _check_marks(module: ModuleType) -> None:
    for name, function in _functions(module):
        marked = hasattr(function, "shopbell_impl")
        if name in NAMES and not marked:
            raise LoadError(f"{name} lacks @hookimpl")
        if name.startswith("shopbell_") and marked and name not in NAMES:
            close = difflib.get_close_matches(name, NAMES, 1)
            raise LoadError(f"there is no hook {name}" + (f"; did you mean {close[0]}?" if close else ""))


def _functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    return ((name, value) for name, value in list(vars(module).items()) if inspect.isfunction(value))
