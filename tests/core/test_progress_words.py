"""Progress is told as an estimate with its interval."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from zenca_gui.core.forecast import LeftBehind, TooLittle, forecast
from zenca_gui.core.progress_words import progress_words

NOW = datetime(2026, 11, 23, 6, tzinfo=UTC)


def told(devices: int):
    empty = forecast([], now=NOW, as_of=NOW, number=0, delay=timedelta(0))
    return replace(empty, devices=devices)


def left(expected: float, low: float, high: float, too_little: TooLittle | None = None):
    return LeftBehind(at=NOW, expected=expected, low=low, high=high, too_little=too_little)


@pytest.mark.parametrize(
    ("devices", "behind", "words"),
    [
        (0, left(0, 0, 0), ""),
        (1000, left(45, 30, 60), "By the activation on D 94 to 97 % will have followed."),
        (1000, left(45, 44, 46), "By the activation on D about 96 % will have followed."),
        (100, left(50, 0, 100), "By the activation on D 0 to 100 % will have followed."),
        (20, left(5, 2, 9, TooLittle.FEW),
         "By the activation on D perhaps 75 % will have followed; zenca knows too little to say "
         "more."),
    ],
)  # fmt: skip
def test_the_share_is_said_with_its_interval(devices, behind, words):
    assert progress_words(told(devices), behind, "D") == words
