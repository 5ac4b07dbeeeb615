"""Every service, joined over one desk: what the window and the command line are handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from zenca_gui.services.administrators import Administrators
from zenca_gui.services.authority import Authority
from zenca_gui.services.backup import Backup
from zenca_gui.services.ca_role import CaRole
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
from zenca_gui.services.custody import Custodies
from zenca_gui.services.desk import Desk
from zenca_gui.services.devices import Devices
from zenca_gui.services.follow_ups import FollowUps
from zenca_gui.services.hand_over import HandOver
from zenca_gui.services.journals import Journals
from zenca_gui.services.labs import Labs
from zenca_gui.services.overview import Overviews
from zenca_gui.services.probing import Probing
from zenca_gui.services.recovery import Recovery
from zenca_gui.services.replies import Replies
from zenca_gui.services.reports import Reports
from zenca_gui.services.rollout import Rollouts
from zenca_gui.services.server_certificates import ServerCertificates
from zenca_gui.services.servers import Servers
from zenca_gui.services.take_over import TakeOver
from zenca_gui.services.trust_kit import TrustKits
from zenca_gui.services.warnings import Warnings
from zenca_gui.services.zones import Zones


@dataclass(frozen=True, kw_only=True)
class Console:
    """The services by name."""

    desk: Desk
    administrators: Administrators
    zones: Zones
    servers: Servers
    devices: Devices
    authority: Authority
    custody: Custodies
    certificates: ServerCertificates
    recovery: Recovery
    backup: Backup
    warnings: Warnings
    overview: Overviews
    journal: Journals
    probing: Probing
    changes: Changes
    follow_ups: FollowUps
    rollout: Rollouts
    reports: Reports
    labs: Labs
    trust_kits: TrustKits
    ca_role: CaRole
    hand_over: HandOver
    take_over: TakeOver


def console(desk: Desk, *, local: tzinfo) -> Console:
    """Join the services. `local` is the time zone a person reads a clock in."""
    authority = Authority(desk)
    certificates = ServerCertificates(desk, authority)
    recovery = Recovery(desk)
    backup = Backup(desk, recovery)
    probing = Probing(desk)
    follow_ups = FollowUps(desk)
    beginning = Beginning(desk, authority, recovery)
    delivering = Delivering(desk, probing)
    replies = Replies(desk)
    hand_folders = HandFolders(desk, delivering)
    reports = Reports(desk)
    ending = Ending(desk, follow_ups)
    changes = Changes(
        desk=desk,
        beginning=beginning,
        choosing=Choosing(desk),
        weighing=Consequences(desk),
        checking=Preflight(desk, backup, probing),
        making=MaterialMaking(desk, MadeHere(desk, authority, certificates)),
        reviewing=Reviewing(desk, follow_ups),
        committing=Committing(desk, beginning, follow_ups),
        delivering=delivering,
        requesting=Requesting(desk),
        replying=Replying(desk, replies),
        hand_folders=hand_folders,
        timetables=Timetables(desk),
        late=LateServers(desk, certificates),
        watching=Watching(desk, probing, replies),
        activation=Activation(desk, delivering, follow_ups),
        ending=ending,
        retreating=_retreating(delivering, certificates, ending, reports),
    )
    zones, servers = Zones(desk), Servers(desk)
    warnings = Warnings(desk, authority, local)
    labs = Labs(desk, zones, servers, authority, certificates)
    return Console(
        desk=desk,
        administrators=Administrators(desk),
        zones=zones,
        servers=servers,
        devices=Devices(desk),
        authority=authority,
        custody=Custodies(desk, authority),
        certificates=certificates,
        recovery=recovery,
        backup=backup,
        warnings=warnings,
        overview=Overviews(desk, authority, certificates, backup, warnings, labs),
        journal=Journals(desk),
        probing=probing,
        changes=changes,
        follow_ups=follow_ups,
        rollout=Rollouts(desk, changes, follow_ups),
        reports=reports,
        labs=labs,
        trust_kits=TrustKits(desk),
        ca_role=CaRole(desk),
        hand_over=HandOver(desk),
        take_over=TakeOver(desk),
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
