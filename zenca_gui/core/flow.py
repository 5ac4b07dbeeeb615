"""The shape of a wizard, without a wizard: steps, where each leads, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

D = TypeVar("D")


@dataclass(frozen=True, kw_only=True)
class Step(Generic[D]):
    """One page: when it may be left, and where to."""

    id: str
    next: Callable[[D], str | None]
    ready: Callable[[D], bool] = lambda _draft: True
    commits: bool = False


class Flow(Generic[D]):
    """A graph of steps over one draft type. Knows nothing of Qt."""

    def __init__(self, *steps: Step[D]) -> None:
        self._steps = {step.id: step for step in steps}
        self.first = steps[0].id

    def __getitem__(self, step_id: str) -> Step[D]:
        return self._steps[step_id]

    def __iter__(self) -> Iterator[Step[D]]:
        return iter(self._steps.values())

    def path(self, draft: D) -> list[str]:
        """Return the steps this draft walks through, first to last."""
        walked: list[str] = []
        step_id: str | None = self.first
        while step_id is not None:
            if step_id in walked:
                raise ValueError(f"step {step_id!r} leads back to itself")
            walked.append(step_id)
            step_id = self[step_id].next(draft)
        return walked

    def reached(self, draft: D) -> str:
        """Return the first step that is not ready to be left: where a resumed draft goes on."""
        path = self.path(draft)
        return next((step for step in path if not self[step].ready(draft)), path[-1])
