"""Is the forecast right as often as it says, and better than the plain estimator?

400 fleets from fixed seeds: five kinds, of each a third without history, with eight weeks of it,
and with a year. Beside it stands what anybody can do with a list of last contacts: as many stay
silent for the next t as were silent for the last t.
"""

import sys
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from bench.fleets import FLEETS, YEAR, fleet
from zenca_gui.core.contact_history import phase_of
from zenca_gui.core.forecast import forecast

SEEDS = 400
HISTORIES = (0, 56, YEAR)
AHEAD = (1, 2, 3, 5, 7, 10, 14, 21)


@dataclass(frozen=True)
class Score:
    """One forecast beside what came."""

    kind: str
    history: int
    days: int
    known: bool
    hit: bool
    error: float
    plain: float


def scores(seed: int) -> list[Score]:
    """Forecast one fleet for every date and look what came."""
    kind, history = tuple(FLEETS)[seed % 5], HISTORIES[seed // 5 % 3]
    number = Random(seed).randrange(300, 1200)
    made = fleet(kind, seed, history=history, number=number)
    contacts = [line.last_contact for line in made.lines if line.last_contact]
    told = forecast(
        made.lines, now=made.now, as_of=made.now, number=number, phase=phase_of(made.now),
        delay=timedelta(0),
    )  # fmt: skip
    found = []
    for days in AHEAD:
        left = told.at(made.now + timedelta(days=days))
        came = sum(1 for at in made.next if at > days)
        plain = sum(1 for at in contacts if made.now - at > timedelta(days=days))
        found.append(
            Score(
                kind, history, days, left.known, left.low <= came <= left.high,
                abs(left.expected - came) / len(contacts), abs(plain - came) / len(contacts),
            )
        )  # fmt: skip
    return found


def measured(seeds: int = SEEDS) -> list[Score]:
    """Return the scores of all fleets."""
    with ProcessPoolExecutor(max_workers=2) as workers:
        return [s for some in workers.map(scores, range(seeds), chunksize=5) for s in some]


def rows() -> list[tuple[str, str, str]]:
    """Pool coverage where it claims to know; mean errors by kind."""
    every = measured()
    claimed = [s for s in every if s.known]
    share = sum(s.hit for s in claimed) / len(claimed)
    found = [("forecast, 90 % interval, where claimed", f"{share:.1%}", "86-94 %")]
    for kind in FLEETS:
        mine = [s for s in every if s.kind == kind]
        error = sum(s.error for s in mine) / len(mine)
        plain = sum(s.plain for s in mine) / len(mine)
        asked = f"{'no worse than' if kind == 'at rest' else 'below'} {plain:.2%}, plain estimator"
        found.append((f"forecast, mean error, {kind}", f"{error:.2%} of devices", asked))
    return found


def detail(every: list[Score]) -> None:
    """Print all of it, by kind and history."""
    groups: dict[tuple[str, int], list[Score]] = defaultdict(list)
    for score in every:
        groups[score.kind, score.history].append(score)
    for (kind, history), mine in sorted(groups.items()):
        known = [s for s in mine if s.known]
        hit = sum(s.hit for s in known) / len(known) if known else float("nan")
        print(
            f"{kind:14} {history:4} n={len(mine):4} claims {len(known) / len(mine):6.1%}"
            f" covers {hit:6.1%} all {sum(s.hit for s in mine) / len(mine):6.1%}"
            f" error {sum(s.error for s in mine) / len(mine):.3%}"
            f" plain {sum(s.plain for s in mine) / len(mine):.3%}"
        )


if __name__ == "__main__":
    detail(measured(int(sys.argv[1]) if len(sys.argv) > 1 else SEEDS))
