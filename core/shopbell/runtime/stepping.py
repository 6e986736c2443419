"""Coroutines that mostly finish without waiting: run the first step by hand, pay for timers only if it suspends.

A timer and a task per turn cost more than the turn's own work (asyncio.timeout alone about 4 us).
"""

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")
GRACE_SECONDS = 2.0  # for a cancelled skill to let go


@types.coroutine
def resume(work: Coroutine[Any, Any, T], step: Any) -> Generator[Any, Any, T]:
    """Await the rest of ``work``, whose first step was run by hand and yielded ``step``."""
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


async def within(work: Coroutine[Any, Any, T], seconds: float, *, stuck: Callable[[], None]) -> T:
    """Await ``work`` for at most ``seconds``; see ``resume_within``."""
    try:
        step = work.send(None)
    except StopIteration as done:  # it waited for nothing, and no timer had to be set
        return done.value  # type: ignore[no-any-return]
    return await resume_within(work, step, seconds, stuck=stuck)


async def resume_within(
    work: Coroutine[Any, Any, T],
    step: Any,
    seconds: float,
    *,
    stuck: Callable[[], None],
    slow: Callable[[], None] | None = None,
    slow_after: float = 0.8,
) -> T:
    """Await the rest of ``work``, whose first step yielded ``step``, for at most ``seconds``.

    Args:
        work: runs in the calling task, so that its cancel scopes belong to one task from first to last.
        stuck: called when it ignored its cancellation for another two seconds; it is then left behind.
        slow: called once when it takes longer than ``slow_after`` seconds.

    Raises:
        TimeoutError: the time was up.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    fired = False

    def fire() -> None:
        nonlocal fired
        fired = True
        if task is not None:
            task.cancel()
        timers.append(loop.call_later(GRACE_SECONDS, stuck))

    timers = [loop.call_later(seconds, fire)]
    if slow is not None:
        timers.append(loop.call_later(slow_after, slow))
    try:
        return await resume(work, step)
    except asyncio.CancelledError:
        if fired:
            raise TimeoutError(f"no answer within {seconds:g} s") from None
        raise
    finally:
        for timer in timers:
            timer.cancel()
        if fired and task is not None:
            task.uncancel()
