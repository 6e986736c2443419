"""Errors of plugin code as text: an exception object that is kept keeps its frames, and these the generation."""

import traceback
from asyncio import CancelledError

LONGEST = 8_000  # characters of a kept traceback


class PluginFault(Exception):
    """A plugin raised what would end the task that called it; the text says what."""


def sentence(error: BaseException) -> str:
    """What went wrong, for the owner: ``ZeroDivisionError: division by zero (greet/__init__.py:3)``."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return f"{said[:400]}{_place(error)}"


def story(error: BaseException) -> str:
    """The traceback's text, for the author."""
    return "".join(traceback.format_exception(error))[-LONGEST:]


def _place(error: BaseException) -> str:
    """The innermost line in a generation's own code."""
    place = ""
    step = error.__traceback__
    while step is not None:
        if str(step.tb_frame.f_globals.get("__name__", "")).startswith("_sbgen"):
            place = f" ({'/'.join(step.tb_frame.f_code.co_filename.split('/')[-2:])}:{step.tb_lineno})"
        step = step.tb_next
    return place


def is_fault(error: BaseException) -> bool:
    """Is this the plugin's failure? Everything but the cancellation of the task we are in."""
    return not isinstance(error, CancelledError | GeneratorExit)
