"""What is done in a process of its own (``scope.child``): a fit takes seconds, and memory by the square."""

from pathlib import Path

import msgspec

from .lesson import Lesson


class Task(msgspec.Struct):
    """What to fit, and the folder that the model is written into."""

    lesson: Lesson
    model: str


def fit_model(task: Task) -> None:
    """Write one model."""
    from .fitting import fit  # lazy: numpy, for the child alone
    from .model_file import write_model  # lazy: as above

    write_model(Path(task.model), *fit(task.lesson))
