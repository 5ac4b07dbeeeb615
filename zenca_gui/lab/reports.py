"""What did devices do, and in which order? Numbered reports, kept so that nobody's last is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.rollout import DeviceReport

MOST = 20_000


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    report: DeviceReport


class ReportBook:
    """Reports by number, from 1. When it grows too long, those that a newer one outdates go."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lines: list[_Line] = []
        self._count = 0

    def add(self, report: DeviceReport) -> None:
        """Write a report down."""
        self._count += 1
        self._lines.append(_Line(self._count, report))
        if len(self._lines) > self._most:
            self._shorten()

    def since(self, number: int) -> tuple[int, Sequence[DeviceReport]]:
        """Return the reports after this number, and the number to ask from next."""
        first = len(self._lines)
        while first > 0 and self._lines[first - 1].number > number:
            first -= 1
        return self._count, [line.report for line in self._lines[first:]]

    def _shorten(self) -> None:
        """Of the older half, keep each device's last report of its stage and its last of all."""
        half = len(self._lines) // 2
        kept: list[_Line] = []
        met: set[tuple[str, bool]] = set()
        for line in reversed(self._lines[:half]):
            marks = {(line.report.guid, False)}
            if line.report.stage is not None:
                marks.add((line.report.guid, True))
            if not marks <= met:
                kept.append(line)
                met |= marks
        self._lines[:half] = reversed(kept)
