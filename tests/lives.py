"""Processes that are meant to die, forked from one that has imported what they run: 0.7 s of processor time less each.

``python -m tests.lives MODULE`` is that one. It reads a line for each life, the words for the module's ``main``. On its
output stands whose life begins, then what that process writes there, then how it ended, as ``Popen.returncode`` does.
"""

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
LONGEST = 60  # seconds of one life; SIGALRM ends it
NEEDED = ("babel.core", "numpy")  # imported by every shop, late


class Lives:
    """One life after the other, each in a process of its own that begins with nothing but imports."""

    def __init__(self, module: str) -> None:
        self._living = 0
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.lives", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # who forks has no threads
        )

    def live(self, *words: str, hears: Callable[[str], None] = lambda line: None) -> int:
        """Run ``main(*words)`` of the module in a new process, which is told line by line; how it ended."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps(words).encode() + b"\n")
        self._parent.stdin.flush()
        for line in self._parent.stdout:
            match line.decode().split():
                case ["began", process]:
                    self._living = int(process)
                case ["ended", code]:
                    return int(code)
                case _:
                    hears(line.decode().strip())
        raise AssertionError("who should have told how it ended has ended")

    def kill(self) -> None:
        """End the process that is heard now, at once."""
        with suppress(ProcessLookupError):  # it was done
            os.kill(self._living, signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._parent.communicate(timeout=LONGEST)  # its input ends, and so does it


def _one(main: Callable[..., None], words: list[str]) -> None:
    """The new process: never returns."""
    signal.alarm(LONGEST)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    ended = 1
    try:
        main(*words)
        ended = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended)


def _serve(module: str) -> None:
    main = importlib.import_module(module).main
    for name in NEEDED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # the pages stay shared
    for line in sys.stdin:
        process = os.fork()
        if not process:
            os.write(1, f"began {os.getpid()}\n".encode())
            _one(main, json.loads(line))
        _, status = os.waitpid(process, 0)
        os.write(1, f"\nended {os.waitstatus_to_exitcode(status)}\n".encode())  # its last line may be torn


if __name__ == "__main__":
    _serve(sys.argv[1])
