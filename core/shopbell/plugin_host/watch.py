"""Notices saved files within milliseconds; the host's look every second is the net for what gets lost."""

from collections.abc import Callable
from pathlib import Path

import anyio
import structlog
from watchfiles import awatch

log = structlog.get_logger("shopbell.plugins")

STEP, DEBOUNCE = 20, 60  # milliseconds
AGAIN = 5.0  # seconds until watching is tried again after the system refused


async def watch_folders(
    folders: set[Path], changed: Callable[[set[Path]], None], stop: anyio.Event, *, step: int = STEP
) -> None:
    """Call ``changed`` with the files of each burst of changes, until ``stop`` is set.

    Folders and not files: editors rename. Only hints: what counts is the content, compared by the host.
    """
    try:
        async for changes in awatch(
            *folders, watch_filter=None, step=step, debounce=DEBOUNCE, stop_event=stop, rust_timeout=1000
        ):
            changed({Path(path) for _, path in changes})
    except (OSError, RuntimeError) as exc:  # too many watches, a folder that went away
        log.warning("files are only looked at every second", error=str(exc))
        with anyio.move_on_after(AGAIN):
            await stop.wait()
