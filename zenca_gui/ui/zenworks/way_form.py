"""How is ZENworks reached, as whom, and when? The fields of the dialog."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.secret import Secret
from zenca_gui.core.zenworks import HTTPS, MOST_HOURS, ZenworksAccess
from zenca_gui.ui.dialogs import fields
from zenca_gui.ui.tokens import GAP, STEP
from zenca_gui.ui.widgets.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is typed."""

    address: str
    account: str
    password: Secret = field(repr=False)
    remember: bool
    at_start: bool
    every_hours: int


class WayForm(QWidget):
    """Server, account, password, and schedule.

    Signals:
        edited(): something else is typed.
    """

    edited = Signal()

    def __init__(
        self,
        access: ZenworksAccess | None,
        *,
        proposal: str,
        password_kept: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kept = password_kept
        self.address = fields.line(
            _("Primary Server"), "server", written(access) if access else proposal,
            hint=_("zen01.example.org"),
        )  # fmt: skip
        self.account = fields.line(
            _("Account of the zone"), "account", access.account if access else "",
            hint=_("Administrator"),
        )  # fmt: skip
        self.password = fields.line(
            _("Its password"), "zone-password", secret=True,
            hint=_("kept in the keyring") if password_kept else "",
        )  # fmt: skip
        self.remember = fields.switch(
            _("&Keep the password in the keyring"), "remember", on=password_kept
        )
        self.at_start = fields.switch(
            _("Read when the &window opens"), "at-start", on=bool(access and access.at_start)
        )
        self.every = fields.number(
            _("Hours between readings"), "every", access.every_hours if access else 0, low=0,
            high=MOST_HOURS, unit=_("hours while the window is open"),
        )  # fmt: skip
        self.every.setSpecialValueText(_("by hand only"))
        self._arrange()
        for line in (self.address, self.account, self.password):
            line.textChanged.connect(self.edited)
        for switch in (self.remember, self.at_start):
            switch.toggled.connect(self.edited)
        self.every.valueChanged.connect(self.edited)

    def way(self) -> Way:
        """Return what is typed."""
        return Way(
            address=self.address.text(), account=self.account.text(),
            password=Secret(self.password.text()), remember=self.remember.isChecked(),
            at_start=self.at_start.isChecked(), every_hours=self.every.value(),
        )  # fmt: skip

    def lacking(self) -> str:
        """Return what is still missing, "" for nothing."""
        if not self.address.text().strip():
            return _("Name a Primary Server.")
        if not self.account.text().strip():
            return _("Name an account of the zone.")
        if not self.password.text() and not self.kept:
            return _("Type the account's password.")
        return ""

    def saved(self) -> None:
        """Follow what was saved: whether the keyring has the password now."""
        self.kept = self.remember.isChecked() and (self.kept or bool(self.password.text()))
        if self.kept:
            self.password.clear()
        self.password.setPlaceholderText(_("kept in the keyring") if self.kept else "")

    def _arrange(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(GAP)
        form.setVerticalSpacing(STEP)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, line in (
            (_("&Primary Server"), self.address),
            (_("A&ccount"), self.account),
            (_("Pass&word"), self.password),
        ):
            label = Words(words)
            label.setBuddy(line)
            form.addRow(label, line)
        form.addRow("", self.remember)
        form.addRow("", self.at_start)
        often = Words(_("Read e&very"))
        often.setBuddy(self.every)
        form.addRow(often, self.every)


def written(access: ZenworksAccess) -> str:
    """Write a server's address as a person types it."""
    host = f"[{access.host}]" if ":" in access.host else access.host
    return host if access.port == HTTPS else f"{host}:{access.port}"
