"""Runs a plugin's work in a process of its own, and ends it when nobody waits for it any more; see ``child``."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL

import anyio
from anyio import to_thread
from anyio.abc import Process

from shopbell.child import told
from shopbell.errors import ChildFailed
from shopbell.plugin_host.finder import plugin_of
from shopbell.scopes import TaskT

# One thread for arithmetic: the shop needs the other core.
ALONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
KEPT = 2_000  # characters of what a failing child says


async def run_child(folder: Path, work: Callable[[TaskT], object], task: TaskT, *, seconds: float) -> None:
    """Run ``work(task)`` beside the shop, with the plugin's code as it lies in ``folder`` now.

    Raises:
        ChildFailed: it ended without having done it.
        TimeoutError: it took longer than ``seconds``, and was ended.
        ValueError: ``work`` is no function of the plugin that another process could find.
        OSError: no process can be started.
    """
    command = [sys.executable, "-m", "shopbell.child", str(folder), *_place(folder, work)]
    with anyio.fail_after(seconds):
        body = await to_thread.run_sync(told, task)
        process = await anyio.open_process(command, stdout=DEVNULL, env={**os.environ, **ALONE})
        try:
            # A child that ended at once has closed its end; what it says tells why.
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError):
                if process.stdin is not None:
                    await process.stdin.send(body)
            said = await _last_words(process)
            code = await process.wait()
        finally:
            with anyio.CancelScope(shield=True):
                if process.returncode is None:
                    process.kill()
                await process.aclose()
    if code != 0:
        raise ChildFailed(said.strip().splitlines()[-1] if said.strip() else f"ended with {code}")


def _place(folder: Path, work: Callable[..., object]) -> tuple[str, str]:
    """The module, without the package, and the function's name in it."""
    module, name = str(work.__module__), str(getattr(work, "__qualname__", ""))
    package, _, inner = module.partition(".")
    if not name.isidentifier() or folder.name not in (package, plugin_of(module)):
        raise ValueError(f"{module}.{name}: a child process runs a function at the top of one of the plugin's modules")
    return inner, name


async def _last_words(process: Process) -> str:
    said = b""
    if process.stderr is not None:
        async for part in process.stderr:
            said = (said + part)[-KEPT:]
    return said.decode(errors="replace")
