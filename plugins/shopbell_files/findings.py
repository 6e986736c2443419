"""What is wrong in a file: where, and one sentence that helps."""

from pathlib import Path
from typing import NamedTuple

from shopbell import ConfigError


class Finding(NamedTuple):
    """``kept``: the row is used all the same, without what the sentence tells."""

    file: str
    line: int
    sentence: str
    kept: bool = False

    def error(self, folder: Path) -> ConfigError:
        """For ``shopbell check``."""
        return ConfigError(self.sentence, file=folder / self.file, line=self.line)
