"""What is known of a device, by a person's word? And at which stage is it, by whose?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.names import person_name
from zenca_gui.core.rollout import Stage, stage_words
from zenca_gui.core.told import own_words
from zenca_gui.core.zone import Device, DeviceKind, ZoneId
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.dialogs.form import FormDialog
from zenca_gui.ui.models.device_words import kind_words
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tasks import TaskRunner


class DeviceForm(FormDialog):
    """Adds a device, or edits one.

    Signals:
        succeeded(Device): the device as it is now.
    """

    def __init__(
        self, seat: Seat, zone: ZoneId, device: Device | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            seat.tasks,
            title=_("Edit the device") if device else _("Add a device"),
            button=_("&Save") if device else _("&Add the device"),
            object_name="device-form",
            parent=parent,
        )
        self._seat, self._zone, self._device = seat, zone, device
        kinds = [(kind_words(kind), kind) for kind in DeviceKind]
        known = device.kind if device else DeviceKind.WORKSTATION
        self.name = fields.line(_("Name"), "name", device.name if device else "")
        self.kind = fields.choice(_("Kind"), "kind", kinds, known)
        self.guid = fields.line(_("GUID"), "guid", device.guid if device else "")
        self.guid.setReadOnly(device is not None)
        self.os = fields.line(_("System"), "os", device.os if device else "")
        self.user = fields.line(_("User"), "user", device.user if device else "")
        self.mdm = fields.line(_("MDM server"), "mdm-server", device.mdm_server if device else "")
        self.add(_("&Name"), self.name)
        self.add(_("&Kind"), self.kind)
        self.add(_("&GUID"), self.guid, "" if device else _("Empty: one is made from the name."))
        self.add(_("S&ystem"), self.os)
        self.add(_("&User"), self.user)
        self.add(_("&MDM server"), self.mdm, _("Of a mobile device: the server that manages it."))
        self.flags = [
            fields.switch(_("It has Intel AMT"), "amt", on=bool(device and device.amt)),
            fields.switch(_("It belongs to the pilot group"), "test",
                          on=bool(device and device.test)),
            fields.switch(_("It is lost"), "lost", on=bool(device and device.lost)),
            fields.switch(_("It is retired"), "retired", on=bool(device and device.retired)),
        ]  # fmt: skip
        for flag in self.flags:
            self.form.addRow("", flag)
        self.kind.currentIndexChanged.connect(self._only_phones)
        self._only_phones()
        self.name.setFocus()

    def _only_phones(self) -> None:
        """Ask for the MDM server of a mobile device alone."""
        self.mdm.setEnabled(self.kind.currentData() is DeviceKind.MOBILE)

    def work(self) -> Callable[[], Device]:
        """Override ours: add or change the device."""
        given: dict[str, Any] = {
            "os": self.os.text().strip(),
            "user": self.user.text().strip(),
            "mdm_server": self.mdm.text().strip() if self.mdm.isEnabled() else "",
            **{flag.objectName(): flag.isChecked() for flag in self.flags},
        }
        name, kind = person_name(self.name.text()), self.kind.currentData()
        guid, zone, by = self.guid.text(), self._zone, self._seat.by
        devices, device = self._seat.console.devices, self._device
        if device is not None:
            known = device.id
            return lambda: devices.edit(known, by=by, name=name, kind=kind, **given)
        return lambda: devices.add(zone, name, kind, by=by, guid=guid, **given)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageTold:
    """A person's word for a stage, and how they know."""

    stage: Stage
    evidence: str


class StageForm(FormDialog):
    """Takes a person's word for the stage of some devices; how it is known must be said.

    Signals:
        succeeded(StageTold): what is to be told.
    """

    def __init__(self, tasks: TaskRunner, number: int, parent: QWidget | None = None) -> None:
        super().__init__(
            tasks,
            title=_("Tell a stage"),
            heading=ngettext(
                "Tell the stage of {n} device", "Tell the stage of {n} devices", number
            ).format(n=grouped(number)),
            about=_(
                "The stage is kept as told by you, with the reason. A later report replaces it."
            ),
            button=_("&Tell the stage"),
            object_name="stage-form",
            parent=parent,
        )
        stages = [(stage_words(stage), stage) for stage in Stage]
        self.stage = fields.choice(_("Stage"), "stage", stages, Stage.ACTIVE)
        self.evidence = fields.line(_("How is it known?"), "evidence")
        self.add(_("&Stage"), self.stage)
        self.add(
            _("&How is it known?"), self.evidence, _("For example: seen in the console today.")
        )
        self.evidence.setFocus()

    def work(self) -> Callable[[], StageTold]:
        """Override ours: hand over what is to be told."""
        words = own_words(self.evidence.text())
        if not words:
            raise ZencaError(
                _("How is it known?"),
                _("Nothing was changed. Say in a few words how you know the stage."),
            )
        said = StageTold(stage=self.stage.currentData(), evidence=words)
        return lambda: said
