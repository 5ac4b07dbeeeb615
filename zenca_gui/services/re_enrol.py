"""Which phones must be enrolled again, at which MDM server, and what is their owner told?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.follow_up import FollowUp, FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.safe_cells import neutral
from zenca_gui.core.zone import Device, ZoneId
from zenca_gui.services.desk import Desk
from zenca_gui.services.follow_ups import FollowUps


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """One phone, the work about it, and the sentence for whoever has it."""

    device: Device
    follow_up: FollowUp
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReEnrolList:
    """Phones of one MDM server; of those it may be, where nobody said which."""

    servers: tuple[str, ...]
    """By their FQDN."""
    phones: tuple[Phone, ...]

    @property
    def words(self) -> str:
        """Name the server, or those it may be."""
        return _named(self.servers)


@dataclass
class ReEnrolling:
    """Make the lists from the open follow-ups."""

    desk: Desk
    follow_ups: FollowUps

    def lists(self, zone: ZoneId) -> list[ReEnrolList]:
        """Return them, a server each; none where no phone must be enrolled again.

        Of phones whose server nobody named there is one list more: with one MDM server in the
        zone there is no question which it is, with several it names them all.
        """
        waiting = {
            each.device: each
            for each in self.follow_ups.of(zone)
            if each.kind is FollowUpKind.RE_ENROL and each.state is FollowUpState.OPEN
            and each.device is not None
        }  # fmt: skip
        if not waiting:
            return []
        known = self.desk.store.servers.of(zone)
        names = {name: each.fqdn for each in known for name in (each.fqdn, *each.aliases)}
        any_of = tuple(sorted(each.fqdn for each in known if each.mdm))
        found: dict[tuple[str, ...], list[Device]] = {}
        for device in self.desk.store.devices.page([each for each in waiting if each]):
            its = device.mdm_server
            found.setdefault((names.get(its, its),) if its else any_of, []).append(device)
        return [
            ReEnrolList(
                servers=servers,
                phones=tuple(
                    Phone(
                        device=each, follow_up=waiting[each.id], sentence=_sentence(each, servers)
                    )
                    for each in devices
                ),
            )
            for servers, devices in sorted(found.items(), key=lambda pair: _order(pair[0]))
        ]


def _order(servers: tuple[str, ...]) -> tuple[bool, tuple[str, ...]]:
    """Put the list of those whose server nobody knows behind the others."""
    return len(servers) != 1, servers


def _named(servers: tuple[str, ...]) -> str:
    names = ", ".join(servers)
    if len(servers) == 1:
        return names
    return _("one of {names}").format(names=names) if names else _("no MDM server is known")


def as_csv(found: Sequence[ReEnrolList]) -> str:
    """Return the lists as CSV that runs nothing in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("MDM server"), _("phone"), "GUID", _("user"), _("sentence")])
    for each in found:
        for phone in each.phones:
            cells = [each.words, phone.device.name, phone.device.guid, phone.device.user,
                     phone.sentence]  # fmt: skip
            writer.writerow([neutral(cell) for cell in cells])
    return text.getvalue()


def _sentence(device: Device, servers: tuple[str, ...]) -> str:
    if not servers:
        return _(
            "Your device {name} has lost its connection to our device management, because a "
            "certificate was replaced. Please enrol it again: until then it gets no mail profile, "
            "apps and settings from us."
        ).format(name=device.name)
    return _(
        "Your device {name} has lost its connection to our device management, because the "
        "certificate of {where} was replaced. Please enrol it again: until then it gets no "
        "mail profile, apps and settings from us."
    ).format(name=device.name, where=_named(servers))
