"""Coroutines that mostly finish without waiting: run the first step by hand, pay for timers only if it suspends.

A timer and a task per turn cost more than the turn's own work (asyncio.timeout alone about 4 us).
"""

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")
# A name of its own: annotations of inner functions are evaluated at every call (about 4 us for ``Callable[...]``).
Leave = Callable[[], None]
GRACE_SECONDS = 2.0  # for a cancelled skill to let go


@types.coroutine
def stepwise(work: Coroutine[Any, Any, T], on_suspend: Callable[[], Leave]) -> Generator[Any, Any, T]:
    """Await ``work``; just before it first suspends call ``on_suspend``, whose result is called when it ended."""
    try:
        step = work.send(None)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    return (yield from _go_on(work, step, on_suspend()))


def _go_on(work: Coroutine[Any, Any, T], step: Any, leave: Leave) -> Generator[Any, Any, T]:
    """Await the rest of ``work``, whose first step was run by hand."""
    try:
        while True:
            try:
                sent = yield step
            except BaseException as exc:
                step = work.throw(exc)
            else:
                step = work.send(sent)
    except StopIteration as done:
        return done.value  # type: ignore[no-any-return]
    finally:
        leave()


_resume = types.coroutine(_go_on)


async def within(
    work: Coroutine[Any, Any, T],
    seconds: float,
    *,
    stuck: Callable[[], None],
    slow: Callable[[], None] | None = None,
    slow_after: float = 0.8,
) -> T:
    """Await ``work`` for at most ``seconds``.

    Args:
        work: runs in the calling task, so that its cancel scopes belong to one task from first to last.
        stuck: called when it ignored its cancellation for another two seconds; it is then left behind.
        slow: called once when it takes longer than ``slow_after`` seconds.

    Raises:
        TimeoutError: the time was up.
    """
    try:
        step = work.send(None)
    except StopIteration as done:  # the usual case: it answered at once, and nothing had to be set up
        return done.value  # type: ignore[no-any-return]
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    fired = False

    def fire() -> None:
        nonlocal fired
        fired = True
        if task is not None:
            task.cancel()
        timers.append(loop.call_later(GRACE_SECONDS, stuck))

    timers: list[asyncio.TimerHandle] = []

    def arm() -> Leave:
        timers.append(loop.call_later(seconds, fire))
        if slow is not None:
            timers.append(loop.call_later(slow_after, slow))
        return disarm

    def disarm() -> None:
        for timer in timers:
            timer.cancel()
        if fired and task is not None:
            task.uncancel()

    try:
        return await _resume(work, step, arm())
    except asyncio.CancelledError:
        if fired:
            raise TimeoutError(f"no answer within {seconds:g} s") from None
        raise
