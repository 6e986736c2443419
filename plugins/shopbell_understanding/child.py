"""The process that trains: told what on standard input, it writes one model file and ends.

It has the shop's modules but nothing of its state, one thread for arithmetic, and the lowest priority that a normal
user may take; when the shop dies, its end of the pipe closes and the training ends with it.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from select import select
from typing import BinaryIO

import msgspec

from shopbell import TrainingSet

LENGTH = 8  # bytes before the lesson
LOOK_SECONDS = 0.02


class Lesson(msgspec.Struct, frozen=True):
    """What to train, with which encoders, into which file."""

    taught: TrainingSet
    encoders: tuple[str, ...]
    path: str


def told(lesson: Lesson) -> bytes:
    """The lesson as it goes through the pipe."""
    body = msgspec.msgpack.encode(lesson)
    return len(body).to_bytes(LENGTH, "little") + body


def main(pipe: BinaryIO) -> None:
    """Train, and end."""
    if hasattr(os, "nice"):
        os.nice(10)
    body = pipe.read(int.from_bytes(pipe.read(LENGTH), "little"))
    lesson = msgspec.msgpack.decode(body, type=Lesson)
    with ThreadPoolExecutor(1) as beside:
        training = beside.submit(_train, lesson)
        while not training.done():
            if select([pipe], [], [], LOOK_SECONDS)[0]:  # nothing more is said: the shop's end was closed
                os._exit(1)
        training.result()


def _train(lesson: Lesson) -> None:
    from .encoders import encoders_of  # lazy: numpy, after the priority is set
    from .learning import learn  # lazy: numpy

    learn(lesson.taught, encoders_of(lesson.encoders)).write(Path(lesson.path))


if __name__ == "__main__":
    main(sys.stdin.buffer)
