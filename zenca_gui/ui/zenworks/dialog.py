"""What does ZENworks know of this zone? How it is reached, one press to read it, what came."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.errors import VaultError
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.core.ports.zenworks import NotTrusted
from zenca_gui.core.zenworks import ZenworksAccess, ZoneAddress
from zenca_gui.core.zone import Zone
from zenca_gui.services.sync_result import SyncResult
from zenca_gui.services.zenworks_trust import Showing
from zenca_gui.ui.change.work_place import WorkPlace
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs.growing import grow, scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tasks import Told
from zenca_gui.ui.tokens import GAP, PAD, STEP, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.words import Words
from zenca_gui.ui.zenworks.accept_card import AcceptCard
from zenca_gui.ui.zenworks.way_form import WayForm

log = logging.getLogger(__name__)

WIDTH = 680
Stop = Callable[[], bool]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZenworksLook:
    """What the dialog begins with; read in a worker, for the keyring may ask a person."""

    zone: Zone
    access: ZenworksAccess | None
    proposal: str
    password_kept: bool


def look_at(seat: Seat, zone: Zone) -> ZenworksLook:
    """Read how a zone is reached; never on the main thread."""
    ways = seat.console.syncing.ways
    access = ways.access(zone.id)
    try:
        kept = access is not None and ways.password(zone.id) is not None
    except VaultError:  # without a keyring it is typed each time
        kept = False
    return ZenworksLook(
        zone=zone, access=access, proposal=ways.proposal(zone.id), password_kept=kept
    )


class SyncDialog(Dialog):
    """Fields above, what came below; the certificate is asked about in between, once.

    Signals:
        synced(): devices may be different now.
    """

    synced = Signal()

    def __init__(self, seat: Seat, look: ZenworksLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seat, self._zone = seat, look.zone
        self._syncing = seat.console.syncing
        self._dry_run = False
        self.setObjectName("sync-with-zenworks")
        self.setWindowTitle(_("Sync {zone} with ZENworks").format(zone=look.zone.name))
        self.setAccessibleName(_("Sync with ZENworks"))
        self.form = WayForm(look.access, proposal=look.proposal, password_kept=look.password_kept)
        self.last = Words("", quiet=True, wrap=True)
        self.last.setObjectName("last-reading")
        self.card = AcceptCard()
        self.working = WorkPlace(seat.tasks)
        self.outcome = Words("", strong=True, wrap=True)
        self.outcome.setObjectName("outcome")
        self.remarks = Words("", wrap=True)
        self.remarks.setObjectName("remarks")
        self.lacking = Words("", Type.CAPTION, quiet=True)
        self.preview = Button(_("What would &change"), object_name="dry-run")
        self.test = Button(_("&Test the connection"), object_name="test-connection")
        self.save = Button(_("&Save"), object_name="save-way")
        self.close_button = Button(_("C&lose"), object_name="close")
        self.do = PrimaryButton(_("&Sync now"), object_name="do-it")
        self.do.setDefault(True)
        self._arrange()
        self._connect()
        self._show_last(look.access)
        self._follow()
        let_enter_press(self)

    def reject(self) -> None:
        """Override Qt's: what runs is stopped first, and keeps what was read."""
        if self.working.busy:
            self.working.stop()
        else:
            super().reject()

    def _arrange(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(PAD, PAD, PAD, GAP)
        box.setSpacing(GAP)
        heading = _("Sync {zone} with ZENworks").format(zone=self._zone.name)
        box.addWidget(Words(heading, Type.LEAD, strong=True, wrap=True))
        box.addWidget(
            Words(
                _("zenca reads servers, workstations and mobile devices with their last contact "
                  "from a Primary Server. It changes nothing there, and is told no stage."),
                wrap=True,
            )
        )  # fmt: skip
        box.addWidget(self.form)
        box.addWidget(self.last)
        box.addWidget(self.card)
        box.addWidget(self.working)
        box.addWidget(self.outcome)
        box.addWidget(self.remarks)
        box.addWidget(self.lacking)
        box.addStretch()
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self.preview)
        row.addWidget(self.test)
        row.addStretch()
        row.addWidget(self.save)
        row.addWidget(self.close_button)
        row.addWidget(self.do)
        box.addLayout(row)
        for hidden in (self.card, self.outcome, self.remarks):
            hidden.hide()
        self.fit(scaled(WIDTH))

    def _connect(self) -> None:
        self.form.edited.connect(self._follow)
        self.do.clicked.connect(lambda: self._begin(dry_run=False))
        self.preview.clicked.connect(lambda: self._begin(dry_run=True))
        self.test.clicked.connect(self._test)
        self.save.clicked.connect(self._save)
        self.close_button.clicked.connect(self.reject)
        self.card.accepted.connect(
            lambda sha256: self._begin(dry_run=self._dry_run, accepted=sha256)
        )
        self.working.busy_changed.connect(self._follow)
        self.working.rested.connect(self._rested)

    def _save(self) -> None:
        """Keep what is typed, and read nothing."""
        keep, remember = self._keeping(), self._remembering()

        def work(_told: Told, _stop: Stop) -> ZenworksAccess:
            access = keep()
            remember()
            return access

        self._run(work, self._saved, _("Saving…"))

    def _saved(self, access: ZenworksAccess) -> None:
        self.form.saved()
        self._follow()
        self.outcome.setText(_("Saved."))
        self.outcome.show()
        self._show_last(access)

    def _test(self) -> None:
        """Ask the server one question; another certificate than the accepted one is shown."""
        keep, syncing, zone, by = self._keeping(), self._syncing, self._zone.id, self._seat.by
        typed, remember = self.form.way().password, self._remembering()
        self._dry_run = False

        def work(_told: Told, _stop: Stop) -> Showing | str:
            access = keep()
            if access.pinned:
                try:
                    words = syncing.test(zone, by=by, password=typed or None)
                except NotTrusted:
                    log.info("zone %s: the server shows another certificate", zone)
                else:
                    remember()
                    return words
            return syncing.trust.showing(zone, ZoneAddress(host=access.host, port=access.port))

        self._run(work, self._landed, _("Looking at the server…"))

    def _begin(self, *, dry_run: bool, accepted: str = "") -> None:
        """Keep what is typed; then ask about the certificate, or read.

        `accepted`: the fingerprint that a person compared just now.
        """
        self._dry_run = dry_run
        keep, syncing, zone, by = self._keeping(), self._syncing, self._zone.id, self._seat.by
        typed, remember = self.form.way().password, self._remembering()

        def work(told: Told, stop: Stop) -> Showing | SyncResult:
            access = keep()
            if accepted:
                syncing.trust.accept(zone, accepted, by=by)
            elif not access.pinned:
                return syncing.trust.showing(zone, ZoneAddress(host=access.host, port=access.port))
            done = syncing.run(
                zone, by=by, password=typed or None, dry_run=dry_run, progress=told, cancelled=stop
            )
            remember()  # now it is known to be right
            return done

        self._run(work, self._landed, _("Looking at the server…"))

    def _landed(self, found: Showing | SyncResult | str) -> None:
        if not isinstance(found, Showing):
            self.form.saved()
            self._follow()
            if isinstance(found, SyncResult):
                self._show(found)
            else:
                self.outcome.setText(found)
                self.outcome.show()
            return
        self.card.put(found)
        self.card.show()
        self.card.do.setFocus()
        grow(self)

    def _keeping(self) -> Callable[[], ZenworksAccess]:
        """Return what keeps the fields; done in a worker."""
        way, kept = self.form.way(), self.form.kept
        ways, zone, by = self._syncing.ways, self._zone.id, self._seat.by

        def keep() -> ZenworksAccess:
            access = ways.put(
                zone, address=way.address, account=way.account, at_start=way.at_start,
                every_hours=way.every_hours, by=by,
            )  # fmt: skip
            if kept and not way.remember:
                ways.forget_password(zone)
            return access

        return keep

    def _remembering(self) -> Callable[[], None]:
        """Return what keeps the password that is typed, where that is wanted."""
        way, ways, zone = self.form.way(), self._syncing.ways, self._zone.id

        def remember() -> None:
            if way.remember and way.password:
                ways.remember_password(zone, way.password)

        return remember

    def _run(self, work: Callable[[Told, Stop], T], then: Callable[[T], None], words: str) -> None:
        for line in (self.card, self.outcome, self.remarks):
            line.hide()
        self.working.run(work, then, words=words, stoppable=True, again=False)

    def _show(self, result: SyncResult) -> None:
        self.outcome.setText(result.words)
        self.outcome.show()
        remarks = [
            *result.remarks,
            *(f"{each.name or each.guid}: {each.why}" for each in result.first_not_read),
        ]
        self.remarks.setText("\n".join(remarks))
        self.remarks.setVisible(bool(remarks))
        if not result.dry_run:
            self.synced.emit()

    def _rested(self) -> None:
        """Say anew how the last reading went, whichever way this one ended."""
        ways, zone = self._syncing.ways, self._zone.id
        self._seat.tasks.run(
            lambda: ways.access(zone), then=self._show_last, failed=self._broke, owner=self
        )
        grow(self)

    def _broke(self, error: Exception) -> None:
        raise error  # reading one row: a bug

    def _show_last(self, access: ZenworksAccess | None) -> None:
        lines = last_words(access)
        self.last.setText("\n".join(lines))
        self.last.setVisible(bool(lines))
        grow(self)

    def _follow(self) -> None:
        busy, lacking = self.working.busy, self.form.lacking()
        self.form.setEnabled(not busy)
        self.save.setEnabled(not busy and bool(self.form.address.text().strip())
                             and bool(self.form.account.text().strip()))  # fmt: skip
        for button in (self.do, self.preview, self.test):
            button.setEnabled(not busy and not lacking)
        self.lacking.setText(lacking)
        self.lacking.setVisible(bool(lacking) and not busy)


def last_words(access: ZenworksAccess | None) -> list[str]:
    """Say how the last reading went, and when ZENworks itself last warned."""
    if access is None:
        return []
    lines = []
    if access.read_at:
        lines.append(
            ngettext(
                "Read last: {n} device, as of {when}.", "Read last: {n} devices, as of {when}.",
                access.devices,
            ).format(n=access.devices, when=utc(access.read_at))
        )  # fmt: skip
    if access.trouble and access.tried_at:
        lines.append(_("Tried {when}: {why}").format(when=utc(access.tried_at), why=access.trouble))
    if access.begun_at:
        lines.append(_("A reading broke off; the next one goes on from there."))
    if access.nagged_at:
        lines.append(
            _("ZENworks itself last warned {account} of the CA's end {when}.").format(
                account=access.account, when=utc(access.nagged_at)
            )
        )
    return lines
