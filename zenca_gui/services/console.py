"""Every service, joined over one desk: what the window and the command line are handed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from zenca_gui.services.administrators import Administrators
from zenca_gui.services.authority import Authority
from zenca_gui.services.backup import Backup
from zenca_gui.services.board.last_looks import LastLooks
from zenca_gui.services.ca_role import CaRole
from zenca_gui.services.calendars import Calendars
from zenca_gui.services.change.changes import Changes
from zenca_gui.services.change.joined import Parts, joined_changes
from zenca_gui.services.custody import Custodies
from zenca_gui.services.desk import Desk
from zenca_gui.services.device_import import DeviceImport
from zenca_gui.services.devices import Devices
from zenca_gui.services.evidence.packs import Packs
from zenca_gui.services.follow_ups import FollowUps
from zenca_gui.services.forecasts import Forecasts
from zenca_gui.services.hand_over import HandOver
from zenca_gui.services.journals import Journals
from zenca_gui.services.lab_console import LabConsole
from zenca_gui.services.lab_founding import LabFounding
from zenca_gui.services.labs import Labs
from zenca_gui.services.overview import Overviews
from zenca_gui.services.probing import Probing
from zenca_gui.services.re_enrol import ReEnrolling
from zenca_gui.services.recovery import Recovery
from zenca_gui.services.reports import Reports
from zenca_gui.services.revocation_lists import RevocationLists
from zenca_gui.services.rollout import Rollouts
from zenca_gui.services.rollout_stages import RolloutStages
from zenca_gui.services.saved_filters import SavedFilters
from zenca_gui.services.server_certificates import ServerCertificates
from zenca_gui.services.servers import Servers
from zenca_gui.services.stage_members import StageMembers
from zenca_gui.services.subscriptions import Subscriptions
from zenca_gui.services.syncing import Syncing, joined_syncing
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
    saved_filters: SavedFilters
    device_import: DeviceImport
    subscriptions: Subscriptions
    authority: Authority
    custody: Custodies
    certificates: ServerCertificates
    revocation_lists: RevocationLists
    recovery: Recovery
    backup: Backup
    warnings: Warnings
    forecasts: Forecasts
    overview: Overviews
    journal: Journals
    probing: Probing
    changes: Changes
    follow_ups: FollowUps
    re_enrolling: ReEnrolling
    evidence: Packs
    calendars: Calendars
    rollout: Rollouts
    last_looks: LastLooks
    rollout_stages: RolloutStages
    reports: Reports
    labs: Labs
    lab_console: LabConsole
    trust_kits: TrustKits
    ca_role: CaRole
    hand_over: HandOver
    take_over: TakeOver
    syncing: Syncing


def console(desk: Desk, *, local: tzinfo) -> Console:
    """Join the services. `local` is the time zone a person reads a clock in."""
    authority = Authority(desk)
    certificates = ServerCertificates(desk, authority)
    recovery = Recovery(desk)
    backup = Backup(desk, recovery)
    probing, follow_ups = Probing(desk), FollowUps(desk)
    stages = RolloutStages(desk, StageMembers(desk))
    reports, forecasts = Reports(desk, stages), Forecasts(desk)
    changes = joined_changes(
        Parts(
            desk=desk, authority=authority, certificates=certificates, recovery=recovery,
            backup=backup, probing=probing, follow_ups=follow_ups, forecasts=forecasts,
            reports=reports, stages=stages,
        )
    )  # fmt: skip
    zones, servers = Zones(desk), Servers(desk)
    warnings = Warnings(desk, authority, forecasts, local)
    labs = Labs(desk, zones, servers, authority, LabFounding(desk, authority, certificates))
    return Console(
        desk=desk,
        administrators=Administrators(desk),
        zones=zones,
        servers=servers,
        devices=Devices(desk),
        saved_filters=SavedFilters(desk),
        device_import=DeviceImport(desk),
        subscriptions=Subscriptions(desk),
        authority=authority,
        custody=Custodies(desk, authority),
        certificates=certificates,
        revocation_lists=RevocationLists(desk, authority),
        recovery=recovery,
        backup=backup,
        warnings=warnings,
        forecasts=forecasts,
        overview=Overviews(desk, authority, certificates, backup, warnings, labs),
        journal=Journals(desk),
        probing=probing,
        changes=changes,
        follow_ups=follow_ups,
        re_enrolling=ReEnrolling(desk, follow_ups),
        evidence=changes.ending.packs,
        calendars=Calendars(desk, warnings),
        rollout=Rollouts(desk, changes, follow_ups),
        last_looks=LastLooks(desk),
        rollout_stages=stages,
        reports=reports,
        labs=labs,
        lab_console=LabConsole(desk, authority),
        trust_kits=TrustKits(desk),
        ca_role=CaRole(desk),
        hand_over=HandOver(desk),
        take_over=TakeOver(desk),
        syncing=joined_syncing(desk),
    )
