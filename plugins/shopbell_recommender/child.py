"""The process that fits: ``python -m shopbell_recommender.child LESSON MODEL``, at the lowest priority a user may take.

It has one thread for arithmetic, reads its lesson from a file, and ends with the shop, which holds its standard input.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from select import select

from .lesson import read_lesson

LOOK_SECONDS = 0.05


def main(lesson: Path, model: Path) -> None:
    """Fit, write, end."""
    if hasattr(os, "nice"):
        os.nice(10)
    work = ThreadPoolExecutor(1).submit(_fit, lesson, model)
    while not wait([work], LOOK_SECONDS).done:
        if select([sys.stdin], [], [], 0)[0]:  # nothing is ever said there: the other end is gone
            os._exit(1)
    work.result()


def _fit(lesson: Path, model: Path) -> None:
    from .fitting import fit  # lazy: numpy, after the priority is set
    from .model_file import write_model  # lazy: as above

    write_model(model, *fit(read_lesson(lesson)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
