"""What is known of one device, and how do we know? The card under the table."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.rollout import evidence_words, stage_words
from zenca_gui.core.verdict import verdict, verdict_words
from zenca_gui.core.zenworks import DeviceFacts
from zenca_gui.core.zone import Device, DeviceKind
from zenca_gui.ui.dates import ago, utc
from zenca_gui.ui.models.device_words import kind_words
from zenca_gui.ui.tokens import PAD
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.facts import Fact, Facts


class DeviceDetail(Card):
    """Two columns of facts of the chosen device.

    Signals:
        facts_wanted(int): what ZENworks said of this device is to be read, and told to `tell`.
    """

    facts_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Details"), parent=parent)
        self._left, self._right = Facts([], name_width=72), Facts([], name_width=88)
        self._shown: tuple[list[Fact], list[Fact]] = ([], [])
        self._device: Device | None = None
        self._facts: DeviceFacts | None = None
        two = QHBoxLayout()
        two.setSpacing(PAD)
        two.addWidget(self._left, 1)
        two.addWidget(self._right, 1)
        self.body.addLayout(two)
        self.hide()

    def put(
        self,
        device: Device | None,
        *,
        now: datetime | None,
        activated_at: datetime | None,
        verdicts: bool,
    ) -> None:
        """Show this device, None for none; `verdicts`: an assigned change is open."""
        self.setVisible(device is not None)
        if device is None or now is None:
            return
        right = progress(device, now=now)
        if verdicts:
            right.append(asked_for(device, now=now, activated_at=activated_at))
        if self._facts is not None and self._facts.device != device.id:
            self._facts = None
        self._show(device, right)
        if device != self._device:
            self._device = device
            self.facts_wanted.emit(device.id)

    def tell(self, facts: DeviceFacts | None) -> None:
        """Show what ZENworks said, if that device is still the chosen one."""
        device = self._device
        if facts is None or device is None or facts.device != device.id:
            return
        self._facts = facts
        self._show(device, self._shown[1])

    def _show(self, device: Device, right: list[Fact]) -> None:
        facts = ([*known(device), *in_zenworks(self._facts)], right)
        if self.heading is not None:
            self.heading.setText(device.name)
        self.setAccessibleName(_("Details of {what}").format(what=device.name))
        if facts != self._shown:
            self._shown = facts
            self._left.put(facts[0])
            self._right.put(facts[1])


def known(device: Device) -> list[Fact]:
    """Return what the device is."""
    flags = [
        words
        for on, words in (
            (device.amt, _("Intel AMT")),
            (device.test, _("pilot group")),
            (device.lost, _("lost")),
            (device.retired, _("retired")),
        )
        if on
    ]
    return [
        Fact(_("GUID"), device.guid, fixed=True),
        Fact(_("Kind"), ", ".join([kind_words(device.kind), *flags])),
        Fact(_("System"), device.os or _("not known")),
        Fact(_("User"), device.user or _("not known")),
        *(
            [Fact(_("MDM server"), device.mdm_server or _("not known"))]
            if device.kind is DeviceKind.MOBILE
            else []
        ),
    ]


def in_zenworks(facts: DeviceFacts | None) -> list[Fact]:
    """Return what ZENworks said of it, and when that was read."""
    if facts is None:
        return []
    version = _("agent {version}").format(version=facts.version) if facts.version else ""
    said = [part for part in (facts.status, version) if part]
    return [
        Fact(_("Folder"), facts.folder or _("not known")),
        Fact(_("ZENworks"), ", ".join([*said, _("read {when}").format(when=utc(facts.read_at))])),
    ]


def asked_for(device: Device, *, now: datetime, activated_at: datetime | None) -> Fact:
    """Return what the open change asks of a person for it."""
    words = _("lost: counted apart")
    if device.counts:
        words = verdict_words(verdict(device, activated_at=activated_at, now=now))
    return Fact(_("Verdict"), words)


def progress(device: Device, *, now: datetime) -> list[Fact]:
    """Return how far it is, and how that is known."""
    how = [evidence_words(device.stage_evidence)] if device.stage_evidence else []
    how += [part for part in (device.stage_by, device.stage_reason) if part]
    how += [utc(device.stage_at)] if device.stage_at else []
    against = [Fact(_("But"), contradiction(device))] if device.stage_other else []
    seen = ago(device.last_contact, now)
    contact = f"{seen}, {utc(device.last_contact)}" if device.last_contact else seen
    talks = {
        None: _("not reported"),
        True: _("yes, as reported"),
        False: _("no, as reported"),
    }[device.can_talk]
    return [
        Fact(_("Stage"), stage_words(device.stage)),
        Fact(_("How we know"), ", ".join(how) or _("nobody reported it")),
        *against,
        Fact(_("Last contact"), contact),
        Fact(_("Can talk"), f"{talks}: {device.talk_reason}" if device.talk_reason else talks),
    ]


def contradiction(device: Device) -> str:
    """Say what another source said of the stage at about the same time, "" for nothing."""
    other = device.stage_other
    if other is None:
        return ""
    return _("{by} says: {stage} ({how}, {when})").format(
        by=other.by, stage=stage_words(other.stage), how=evidence_words(other.evidence),
        when=utc(other.at),
    )  # fmt: skip
