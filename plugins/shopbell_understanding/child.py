"""What is done in a process of its own (``scope.child``): training takes seconds, and numpy's memory."""

from pathlib import Path

import msgspec

from shopbell import TrainingSet


class Lesson(msgspec.Struct, frozen=True):
    """What to train, with which encoders, into which file."""

    taught: TrainingSet
    encoders: tuple[str, ...]
    path: str


def train(lesson: Lesson) -> None:
    """Write one model file."""
    from .encoders import encoders_of  # lazy: numpy, for the child alone
    from .learning import learn  # lazy: as above

    learn(lesson.taught, encoders_of(lesson.encoders)).write(Path(lesson.path))
