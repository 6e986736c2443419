"""The invented shop on which training is measured: its questions differ, and what is asked is no phrase of it."""

from pathlib import Path

import pytest

from scripts.benchmarks.training import ASKED, PHRASINGS, SIZES, phrases, questions, trained, understood


@pytest.mark.parametrize("count", SIZES)
def test_every_question_is_another(count: int) -> None:
    made = [phrases(*one) for one in questions(count)]

    assert len({text for texts in made for text in texts}) == count * len(PHRASINGS)


def test_what_is_asked_in_other_words_is_timed_and_understood(tmp_path: Path) -> None:
    took, model = trained(20, tmp_path)

    assert took > 0
    assert len(understood(model, 20)) == 20 * len(ASKED)
    asked = [(" ".join(one), text) for one in questions(20) for text in phrases(*one, ASKED)]
    assert sum(model.understand(text, "en").intents[0][0] == name for name, text in asked) > 0.9 * len(asked)
