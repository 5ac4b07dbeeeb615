"""The rooms of a CA change, joined over one desk."""

from __future__ import annotations

from dataclasses import dataclass

from zenca_gui.services.authority import Authority
from zenca_gui.services.backup import Backup
from zenca_gui.services.change.abandoning import Abandoning
from zenca_gui.services.change.activation import Activation
from zenca_gui.services.change.begin import Beginning
from zenca_gui.services.change.changes import Changes
from zenca_gui.services.change.choosing import Choosing
from zenca_gui.services.change.commit import Committing
from zenca_gui.services.change.consequences import Consequences
from zenca_gui.services.change.delivering import Delivering
from zenca_gui.services.change.ending import Ending
from zenca_gui.services.change.hand_folders import HandFolders
from zenca_gui.services.change.late_servers import LateServers
from zenca_gui.services.change.made_here import MadeHere
from zenca_gui.services.change.material import MaterialMaking
from zenca_gui.services.change.preflight import Preflight
from zenca_gui.services.change.replying import Replying
from zenca_gui.services.change.requesting import Requesting
from zenca_gui.services.change.retreat import Retreating
from zenca_gui.services.change.retreat_words import RetreatWords
from zenca_gui.services.change.retreated import Retreated
from zenca_gui.services.change.returning import Returning
from zenca_gui.services.change.review import Reviewing
from zenca_gui.services.change.timetable import Timetables
from zenca_gui.services.change.watching import Watching
from zenca_gui.services.change.ways_back import WaysBack
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps
from zenca_gui.services.forecasts import Forecasts
from zenca_gui.services.probing import Probing
from zenca_gui.services.recovery import Recovery
from zenca_gui.services.replies import Replies
from zenca_gui.services.reports import Reports
from zenca_gui.services.rollout_stages import RolloutStages
from zenca_gui.services.server_certificates import ServerCertificates


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The services that a change works with."""

    desk: Desk
    authority: Authority
    certificates: ServerCertificates
    recovery: Recovery
    backup: Backup
    probing: Probing
    follow_ups: FollowUps
    forecasts: Forecasts
    reports: Reports
    stages: RolloutStages


def joined_changes(parts: Parts) -> Changes:
    """Join every room behind the one door to a CA change."""
    desk, certificates = parts.desk, parts.certificates
    beginning = Beginning(desk, parts.authority, parts.recovery)
    delivering = Delivering(desk, parts.probing)
    replies = Replies(desk)
    ending = Ending(desk, parts.follow_ups)
    return Changes(
        desk=desk,
        beginning=beginning,
        choosing=Choosing(desk),
        weighing=Consequences(desk),
        checking=Preflight(desk, parts.backup, parts.probing),
        making=MaterialMaking(desk, MadeHere(desk, parts.authority, certificates)),
        reviewing=Reviewing(desk, parts.follow_ups, parts.forecasts),
        committing=Committing(desk, beginning, parts.follow_ups, parts.stages),
        delivering=delivering,
        requesting=Requesting(desk),
        replying=Replying(desk, replies),
        hand_folders=HandFolders(desk, delivering),
        timetables=Timetables(desk),
        late=LateServers(desk, certificates),
        stages=parts.stages,
        watching=Watching(desk, parts.probing, replies),
        activation=Activation(desk, delivering, parts.follow_ups),
        ending=ending,
        retreating=_retreating(delivering, certificates, ending, parts.reports),
    )


def _retreating(
    delivering: Delivering, certificates: ServerCertificates, ending: Ending, reports: Reports
) -> Retreating:
    desk, follow_ups = delivering.desk, ending.follow_ups
    ways = WaysBack(desk, delivering)
    return Retreating(
        desk=desk,
        certificates=certificates,
        follow_ups=follow_ups,
        abandoning=Abandoning(desk, follow_ups, ways),
        returning=Returning(desk, delivering, delivering.probing, ways),
        words=RetreatWords(desk),
        retreated=Retreated(desk, ending),
        reports=reports,
    )
