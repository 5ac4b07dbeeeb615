"""The point of no accident: say what will happen, prove the sheet, and type the zone's name."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import Change, ChangeKind, Draft
from zenca_gui.core.certificate import Custody
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.roads import Making
from zenca_gui.services.stage_planning import StagesPreview
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.change.order_choice import OrderChoice
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.dates import utc
from zenca_gui.ui.tokens import CONTROL, GAP, HALF, STEP, Tone, Type
from zenca_gui.ui.widgets.button import Button
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.words import Words

FIELD = 288


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked here, and the numbers that the sentences name."""

    question: str
    """What proves the recovery sheet, "" where zenca made no key."""
    late: bool
    crossed: bool
    """Whether a cross certificate keeps old devices in contact for a while."""
    old: str
    new: str
    servers: int
    devices: int
    stages: StagesPreview
    draft: Draft


class ProvedLine(QWidget):
    """A field with a label above and what is known of it beside."""

    def __init__(self, label: str, name: str, *, object_name: str) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setObjectName(object_name)
        self.field.setAccessibleName(name)
        self.field.setFixedSize(FIELD, CONTROL)
        self.field.setTextMargins(HALF, 0, HALF, 0)
        self.label = Words(label, strong=True, wrap=True)
        self.label.setBuddy(self.field)
        self.mark = Picture("pass", Tone.GOOD)
        self.said = Words("", quiet=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(HALF)
        box.addWidget(self.label)
        self.row = QHBoxLayout()
        self.row.setSpacing(STEP)
        for part in (self.field, self.mark, self.said):
            self.row.addWidget(part)
        self.row.addStretch()
        box.addLayout(self.row)
        self.put(right=False, said="")

    def put(self, *, right: bool, said: str) -> None:
        """Say whether it is right, in words too."""
        self.mark.setVisible(right)
        self.said.setText(said)


class ConfirmPage(ChangePage):
    """What happens now, what does not, how to go back; then the proof and the name.

    Signals:
        assigned(): the update is assigned; nothing is left to confirm.
    """

    assigned = Signal()

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("Confirm"),
            _("The last step before servers and devices are told."),
            parent,
        )
        self._done = False
        self._card = Card()
        self._card.body.setSpacing(HALF)
        self.order = OrderChoice()
        self.group = ProvedLine("", _("Check group"), object_name="check-group")
        self.prove = Button(_("Chec&k it"), object_name="prove")
        self.group.row.insertWidget(1, self.prove)
        self.where = Words("", Type.CAPTION, quiet=True, wrap=True)
        self.typed = ProvedLine(
            _("Type the name of the zone"), _("Name of the zone"), object_name="zone-name"
        )
        self.body.setSpacing(GAP)
        self.body.addWidget(self._card)
        self.body.addWidget(self.order)
        self.body.addWidget(self.group)
        self.body.addWidget(self.where)
        self.body.addWidget(self.typed)
        self.body.addStretch()

        self.prove.clicked.connect(self._prove)
        self.group.field.returnPressed.connect(self._prove)
        self.group.field.textChanged.connect(self._follow)
        self.typed.field.textChanged.connect(self._typed)
        self.work.failed.connect(self._look_again)

    def enter(self) -> None:
        """Override ours: take what is asked."""
        desk = self.desk

        def work() -> Asked:
            material = desk.changes.material(desk.zone)
            look = desk.console.overview.look(desk.zone)
            summary, draft = look.summary, desk.changes.draft(desk.zone)
            active = summary.generation
            keys = draft.making is not Making.WATCHED
            return Asked(
                question=desk.console.recovery.question(desk.zone) if keys else "",
                late=active is not None and active.ends <= look.now,
                old=active.name if active else "",
                new=material.new.name if material else "",
                crossed=bool(material and material.crosses),
                servers=len(material.certificates) if material else 0,
                devices=summary.devices,
                stages=desk.console.rollout_stages.planning.preview(desk.zone),
                draft=draft,
            )

        self.work.run(lambda _told, _stop: work(), self._show, words=_("Reading the zone…"))

    def validatePage(self) -> bool:
        """Override Qt's: assign in a worker; the page is done when that is done."""
        if self._done or self.flow_wizard.resuming:
            return True
        if not self.isComplete():
            return False
        desk, name, in_stages = self.desk, self.typed.field.text(), self.order.chosen()
        self.work.run(
            lambda _told, _stop: desk.changes.assign(
                desk.zone, typed_name=name, by=desk.by, in_stages=in_stages
            ),
            self._assigned,
            words=_("Assigning the update…"),
        )
        return False

    def _assigned(self, _change: Change) -> None:
        self._done = True
        self.assigned.emit()

    def _show(self, asked: Asked) -> None:
        wizard = self.flow_wizard
        proof = wizard.draft.proof
        draft = replace(
            asked.draft,
            typed_name=self.typed.field.text(),
            proof=proof if proof is not None else asked.draft.proof,
        )
        self.head.setText(_("Assign the update to {zone}").format(zone=draft.zone_name))
        self._put_words(asked)
        self.order.put(asked.stages)
        self.group.label.setText(asked.question)
        self.group.setVisible(bool(asked.question))
        page = _("Requests") if draft.making is Making.REPLIES else _("Material")
        self.where.setText(
            _("No sheet at hand? It is on the page {page}: go back, show or save it.").format(
                page=page
            )
        )
        wizard.update_draft(draft)
        self._follow()
        self._typed()
        proved = draft.recovery_proved or not asked.question
        (self.typed if proved else self.group).field.setFocus()

    def _put_words(self, asked: Asked) -> None:
        at = asked.draft.choice.activate_at if asked.draft.choice else None
        body = self._card.body
        clear(body)
        for heading, text in (
            (_("What happens now"), happens(asked)),
            (
                _("What does not happen yet"),
                _(
                    "No server presents another certificate before the activation on {moment}. "
                    "The date can be moved until then."
                ).format(moment=utc(at))
                if at
                else _(
                    "No server presents another certificate before you activate the change on the "
                    "Rollout pane."
                ),
            ),
            (
                _("How to go back"),
                _(
                    "Until you press the button, Cancel puts everything back. {old} and its key "
                    "are kept after it."
                ).format(old=asked.old)
                if asked.draft.road is None or asked.draft.road.held_by is Custody.ZENCA
                else _("Until you press the button, Cancel puts everything back."),
            ),
        ):
            body.addWidget(Words(heading, Type.BODY, strong=True))
            body.addWidget(Words(text, wrap=True))
            body.addSpacing(STEP)
        body.addStretch(1)  # so that what the card is too high lies below, not between

    def _prove(self) -> None:
        desk, group = self.desk, self.group.field.text()
        if not group.strip():
            return

        def work() -> Draft:
            desk.console.recovery.prove(desk.zone, group, by=desk.by)
            return desk.changes.draft(desk.zone)

        self.work.run(
            lambda _told, _stop: work(), self._proved, words=_("Checking the group…"), again=False
        )

    def _proved(self, draft: Draft) -> None:
        wizard = self.flow_wizard
        wizard.update_draft(replace(wizard.draft, recovery_proved=draft.recovery_proved))
        self._follow()
        if draft.recovery_proved:
            self.typed.field.setFocus()

    def _look_again(self) -> None:
        if not self.flow_wizard.draft.recovery_proved:
            self.group.field.setFocus()
            self.group.field.selectAll()

    def _follow(self) -> None:
        proved = self.flow_wizard.draft.recovery_proved
        self.group.field.setEnabled(not proved)
        self.where.setVisible(not proved and not self.group.isHidden())
        self.prove.setVisible(not proved)
        self.prove.setEnabled(bool(self.group.field.text().strip()))
        self.group.put(
            right=proved,
            said=_("The sheet was proved: the key can be recovered.") if proved else "",
        )

    def _typed(self) -> None:
        wizard = self.flow_wizard
        typed = self.typed.field.text()
        wizard.update_draft(replace(wizard.draft, typed_name=typed))
        right = bool(typed) and typed == wizard.draft.zone_name
        said = _("That is the zone.") if right else ""
        if typed and not right:
            said = _("Not yet {zone}.").format(zone=wizard.draft.zone_name)
        self.typed.put(right=right, said=said)


def happens(asked: Asked) -> str:
    """Say what *Assign the update* does on this road."""
    servers = ngettext("{n} server", "{n} servers", asked.servers).format(n=asked.servers)
    devices = ngettext("{n} device", "{n} devices", asked.devices).format(n=grouped(asked.devices))
    choice = asked.draft.choice
    if asked.draft.kind is ChangeKind.SERVERS:
        return ngettext(
            "{n} server is to get its new certificate under {ca}. Devices keep the CA they trust.",
            "{n} servers are to get their new certificates under {ca}. Devices keep the CA they "
            "trust.", asked.servers,
        ).format(n=asked.servers, ca=asked.old)  # fmt: skip
    if asked.late:
        return _(
            "The change from {old} to {new} is settled. {old} has ended: activate next, then bring "
            "{devices} back with the recovery kit. Each must re-register until zenca has seen it."
        ).format(old=asked.old, new=asked.new, devices=devices)
    if asked.draft.making is Making.WATCHED:
        return _(
            "zenca records that {devices} get the update from {old} to {new}. The system update "
            "itself is the one that the zone's console made."
        ).format(devices=devices, old=asked.old, new=asked.new)
    new_key = choice is not None and not choice.same_key
    if asked.draft.making is Making.REPLIES or (new_key and not asked.crossed):
        return _(
            "{servers} and {devices} get the update from {old} to {new}. There is no overlap: "
            "devices that do not trust {new} by the activation lose contact."
        ).format(servers=servers, devices=devices, old=asked.old, new=asked.new)
    if choice is not None and not choice.reissue:
        return _(
            "{devices} get the update from {old} to {new}. The key is the same: servers keep the "
            "certificates they have."
        ).format(devices=devices, old=asked.old, new=asked.new)
    return _(
        "{servers} and {devices} get the update from {old} to {new}. They learn to trust {new} "
        "beside {old}."
    ).format(servers=servers, devices=devices, old=asked.old, new=asked.new)
