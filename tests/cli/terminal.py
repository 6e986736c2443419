"""A command at a terminal: somebody reads what it asks, and types."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 60.0  # seconds


class Terminal:
    """What the command has shown so far, and the keyboard."""

    def __init__(self, line: int, process: "subprocess.Popen[bytes]") -> None:
        self._line, self.process = line, process
        self.shown = ""
        self._read = 0

    def expects(self, words: str) -> None:
        """Read on until it shows this."""
        until = time.monotonic() + PATIENCE
        while words not in self.shown[self._read :]:
            assert self._more(until), self.shown
        self._read = self.shown.index(words, self._read) + len(words)

    def types(self, words: str) -> None:
        """With Enter at the end."""
        os.write(self._line, words.encode() + b"\n")

    def ends(self) -> int:
        """Read all that is left; the exit code."""
        until = time.monotonic() + PATIENCE
        while self._more(until):
            pass
        return self.process.wait(PATIENCE)

    def _more(self, until: float) -> bool:
        if not select.select([self._line], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            read = os.read(self._line, 65_536)
        except OSError:  # nobody is at the other end any more
            return False
        self.shown += read.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(read)


@contextmanager
def terminal(*words: str, **environment: str) -> Iterator[Terminal]:
    """Start ``shopbell WORDS`` at a terminal of its own."""
    line, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "shopbell", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=os.environ | environment,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Terminal(line, process)
    finally:
        process.kill()
        process.wait()
        os.close(line)
