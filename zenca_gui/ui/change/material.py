"""What is made for the change? The new CA, cross certificates, one certificate per server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.ca_change import ChangeKind, Draft
from zenca_gui.core.certificate import Certificate, fingerprint
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.services.change.parts import Material
from zenca_gui.ui.change.change_desk import ChangeDesk
from zenca_gui.ui.change.choice_words import key_words
from zenca_gui.ui.change.columns import fit_columns
from zenca_gui.ui.change.page import ChangePage
from zenca_gui.ui.change.recovery_card import RecoveryCard
from zenca_gui.ui.dates import utc
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.tasks import Told
from zenca_gui.ui.tokens import DENSE_ROW, GAP, STEP
from zenca_gui.ui.widgets.button import PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words

ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What there is, and where the change stands with it. `material` is None before it is made."""

    material: Material | None
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One certificate that was made."""

    name: str
    kind: str
    icon: str
    certificate: Certificate


def in_two_lines(digest: str) -> str:
    """Break a fingerprint in its middle: no line breaks between its pairs by itself."""
    half = (len(digest) + 1) // 2
    return f"{digest[:half]}\n{digest[half:]}"


LONG_DATE = datetime(2028, 9, 28, 22, 58, tzinfo=UTC)


class MaterialPage(ChangePage):
    """Makes it on entering; then shows what was made and offers the recovery sheet."""

    def __init__(self, desk: ChangeDesk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            _("Material"),
            _("Keys and certificates are made and sealed on this workstation."),
            parent,
        )
        self._said = ""
        self.make = PrimaryButton(_("&Make them"), object_name="make-material")
        self._facts = Facts([], name_width=128)
        self._ca = Card(_("The new CA"))
        self._ca.body.addWidget(self._facts)
        self._model = RowsModel[Line](self._columns())
        self._table = Table(
            _("New certificates"), self._model, row_height=DENSE_ROW, object_name="material"
        )
        usual = [None, _("server certificate"), utc(LONG_DATE), "00:00:00:00:00:00:00:00 …"]
        fit_columns(self._table, usual)
        self._others = Card(_("Certificates made with it"), tight=True)
        self._others.body.addWidget(self._table)
        self._kept = Words(
            _("Servers keep the certificates they have: the same key signed them."), wrap=True
        )
        self._sheet = RecoveryCard(desk, self.work)
        self._parts = QWidget()

        waiting = QHBoxLayout()
        waiting.addWidget(self.make)
        waiting.addStretch()
        parts = QVBoxLayout(self._parts)
        parts.setContentsMargins(0, 0, 0, 0)
        parts.setSpacing(GAP)
        for card in (self._ca, self._kept, self._others, self._sheet):
            parts.addWidget(card)
        self.body.addLayout(waiting)
        self.body.addWidget(self._parts)
        self.body.addStretch()
        self._parts.hide()
        self.make.hide()

        self.make.clicked.connect(self._make)
        self.work.failed.connect(self._offer)

    def enter(self) -> None:
        """Override ours: show what there is; make it where there is nothing."""
        if not self.flow_wizard.draft.material:
            self._parts.hide()
            self._make()
            return
        desk = self.desk
        self.work.run(
            lambda _told, _stop: Made(
                material=desk.changes.material(desk.zone), draft=desk.changes.draft(desk.zone)
            ),
            self._show,
            words=_("Reading what was made…"),
        )

    def said(self) -> str:
        """Override ours."""
        return self._said

    def _make(self) -> None:
        desk = self.desk
        self.make.hide()

        def work(told: Told, stop: Callable[[], bool]) -> Made:
            made = desk.changes.make_material(desk.zone, by=desk.by, progress=told, cancelled=stop)
            return Made(material=made, draft=desk.changes.draft(desk.zone))

        self.work.run(work, self._show, words=_("Making the certificates…"), stoppable=True)

    def _offer(self) -> None:
        self.make.setVisible(not self.flow_wizard.draft.material)

    def _show(self, found: Made) -> None:
        wizard = self.flow_wizard
        wizard.update_draft(replace(found.draft, typed_name=wizard.draft.typed_name))
        made = found.material
        if made is None:
            self._offer()
            return
        count = len(made.certificates)
        stays = found.draft.kind is ChangeKind.SERVERS
        self._said = (
            ngettext("{n} certificate", "{n} certificates", count)
            if stays
            else ngettext("CA and {n} certificate", "CA and {n} certificates", count)
        ).format(n=count)
        if self._ca.heading is not None:
            self._ca.heading.setText(_("The zone's CA stays") if stays else _("The new CA"))
        if self._others.heading is not None:
            self._others.heading.setText(
                _("Server certificates under {name}").format(name=made.new.name)
                if stays or not made.crosses
                else _("Certificates made with it")
            )
        self._others.setVisible(bool(made.crosses or made.certificates))
        self._kept.setVisible(not made.certificates)
        self._facts.put(self._ca_facts(made))
        self._model.put(self._lines(made))
        row = self._table.verticalHeader().defaultSectionSize()
        rows = min(max(self._model.rowCount(), 1), ROWS_SHOWN)
        self._table.setFixedHeight(
            row * rows + self._table.horizontalHeader().sizeHint().height() + STEP
        )
        self.make.hide()
        self._parts.show()
        self.tell_about(_("They exist and are sealed. No server and no device has them yet."))

    @staticmethod
    def _ca_facts(made: Material) -> list[Fact]:
        certificate = made.new.certificate
        return [
            Fact(_("Generation"), made.new.name),
            Fact(_("Subject"), certificate.subject),
            Fact(_("Key"), f"{key_words(certificate.key)}, {certificate.signature}"),
            Fact(_("Valid"), _("{start} to {end}").format(
                start=utc(certificate.not_before), end=utc(certificate.not_after))),
            Fact(_("SHA-256"), in_two_lines(fingerprint(certificate.sha256)), fixed=True),
        ]  # fmt: skip

    @staticmethod
    def _lines(made: Material) -> list[Line]:
        crosses = [
            Line(
                name=_("the new CA, under the old key")
                if cross.subject_generation == made.new.id
                else _("the old CA, under the new key"),
                kind=_("cross certificate"),
                icon="authority",
                certificate=cross.certificate,
            )
            for cross in made.crosses
        ]
        return crosses + [
            Line(
                name=next(iter(each.certificate.names), each.certificate.subject),
                kind=_("server certificate"),
                icon="certificate",
                certificate=each.certificate,
            )
            for each in made.certificates
        ]

    @staticmethod
    def _columns() -> list[Column[Line]]:
        def names(line: Line) -> str:
            return ", ".join(line.certificate.names) or line.certificate.subject

        return [
            Column[Line](
                label=_("For"), width=280, text=lambda x: x.name, icon=lambda x: x.icon, tip=names
            ),
            Column[Line](label=_("What"), width=136, text=lambda x: x.kind, style=Style.QUIET),
            Column[Line](
                label=_("Valid until"), width=168, text=lambda x: utc(x.certificate.not_after)
            ),
            Column[Line](
                label=_("SHA-256"),
                width=200,
                text=lambda x: fingerprint(x.certificate.sha256),
                tip=lambda x: fingerprint(x.certificate.sha256),
                style=Style.FIXED,
            ),
        ]
