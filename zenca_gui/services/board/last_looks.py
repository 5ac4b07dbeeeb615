"""What changed on the board since an administrator last looked at it, through which door?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.device_query import DeviceQuery
from zenca_gui.core.errors import NotFound
from zenca_gui.core.i18n import _
from zenca_gui.core.last_look import Difference, Look, News, differences, look_from_text
from zenca_gui.core.names import shown
from zenca_gui.core.rollout import Stage
from zenca_gui.core.zone import Actor, ZoneId
from zenca_gui.services.desk import Desk
from zenca_gui.services.rollout import Board

_INSTANT = timedelta(microseconds=1)


class Door(Enum):
    """Where somebody looks; each remembers for itself."""

    WINDOW = "window"
    COMMAND = "command"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceLook:
    """What is different, and since when."""

    at: datetime
    differences: tuple[Difference, ...]

    @property
    def came_from(self) -> datetime:
        """The first moment that counts as later than the look."""
        return self.at + _INSTANT


@dataclass
class LastLooks:
    """Compare a board with the one that was seen last, and remember that one was seen."""

    desk: Desk

    def known(self, name: str) -> Actor:
        """Return the administrator of this name, who needs no password to look; NotFound."""
        found = self.desk.store.administrators.named(name)
        if found is None:
            raise NotFound(
                _("There is no administrator “{name}”.").format(name=shown(name)),
                _("Nothing was changed. Look at `zenca admin list`."),
            )
        return Actor(found.name)

    def since(self, zone: ZoneId, board: Board, *, by: Actor, door: Door) -> SinceLook | None:
        """Return what is different; None where this change was not looked at before."""
        kept = self.desk.store.standings.look(by, zone, door.value)
        now = look_of(board)
        if kept is None or now is None:
            return None
        then = look_from_text(kept)
        if then.change != now.change or then.at > now.at:
            return None
        came = self.desk.store.standings.came_to(zone, then.at + _INSTANT)
        return SinceLook(at=then.at, differences=differences(then, now, came))

    def looked(self, zone: ZoneId, board: Board, *, by: Actor, door: Door) -> None:
        """Remember that this board was seen. The zone is as it was: no line in the journal."""
        seen = look_of(board)
        if seen is not None:
            with self.desk.store.transaction():
                self.desk.store.standings.keep_look(by, zone, door.value, seen.to_text())


def look_of(board: Board) -> Look | None:
    """Return the numbers of a board that are compared; None where no change is open."""
    if board.change is None:
        return None
    stages: Counter[Stage] = Counter()
    for line in board.stages:
        stages.update(line.counts)
    return Look(
        change=board.change.id,
        at=board.now,
        stages=stages,
        verdicts=board.verdicts,
        servers={
            line.server.id: line.delivery.state if line.delivery else DeliveryState.WAITING
            for line in board.servers
        },
        follow_ups=Counter(each.state for each in board.follow_ups),
        lost=board.lost,
    )


def devices_of(
    each: Difference, since: SinceLook, board: Board, zone: ZoneId
) -> DeviceQuery | None:
    """Return the question for the devices it is about; None where nobody can tell."""
    match each.news:
        case News.STAGE if each.stage is not None:
            return DeviceQuery(
                zone=zone, stages=frozenset({each.stage}), stage_since=since.came_from, lost=False
            )
        case News.STAGE_LATE if each.stage is not None:
            return DeviceQuery(zone=zone, stages=frozenset({each.stage}), lost=False)
        case News.VERDICT if each.verdict is not None:
            return DeviceQuery(
                zone=zone, verdicts=frozenset({each.verdict}), lost=False,
                activated_at=board.left_behind_from, now=board.now,
            )  # fmt: skip
        case News.LOST:
            return DeviceQuery(zone=zone, lost=True)
        case _other:
            return None
