"""Which phones must be enrolled again, at which MDM server, and what is their owner told?"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from zenca_gui.core.follow_up import FollowUp, FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _
from zenca_gui.core.safe_cells import neutral
from zenca_gui.core.zone import Device, Server, ZoneId
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
    """Phones of one MDM server; of several, where a zone has them and nobody says which."""

    servers: tuple[Server, ...]
    phones: tuple[Phone, ...]

    @property
    def words(self) -> str:
        """Name the server, or those it may be."""
        names = ", ".join(server.fqdn for server in self.servers)
        if len(self.servers) == 1:
            return names
        return _("one of {names}").format(names=names) if names else _("no MDM server is known")


@dataclass
class ReEnrolling:
    """Make the lists from the open follow-ups."""

    desk: Desk
    follow_ups: FollowUps

    def lists(self, zone: ZoneId) -> list[ReEnrolList]:
        """Return them; none where no phone must be enrolled again.

        zenca's inventory does not say which MDM server a phone belongs to. With one there is no
        question; with several there is one list, which names them all.
        """
        waiting = {
            each.device: each
            for each in self.follow_ups.of(zone)
            if each.kind is FollowUpKind.RE_ENROL and each.state is FollowUpState.OPEN
            and each.device is not None
        }  # fmt: skip
        if not waiting:
            return []
        servers = tuple(each for each in self.desk.store.servers.of(zone) if each.mdm)
        where = ReEnrolList(servers=servers, phones=()).words
        phones = tuple(
            Phone(device=device, follow_up=waiting[device.id], sentence=_sentence(device, where))
            for device in self.desk.store.devices.page([each for each in waiting if each])
        )
        return [ReEnrolList(servers=servers, phones=phones)]


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


def _sentence(device: Device, where: str) -> str:
    return _(
        "Your device {name} has lost its connection to our device management, because the "
        "certificate of {where} was replaced. Please enrol it again: until then it gets no "
        "mail profile, apps and settings from us."
    ).format(name=device.name, where=where)
