"""What is good to know at the lower edge? Keyring, database, the lab's clock, who is logged in."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QMainWindow, QWidget

from zenca_gui.core.errors import ZencaError
from zenca_gui.core.i18n import _
from zenca_gui.core.ports.vault import VaultState
from zenca_gui.ui.dates import utc
from zenca_gui.ui.dialogs.error import show_error
from zenca_gui.ui.shell.seat import Seat
from zenca_gui.ui.tokens import STEP, Tone, Type
from zenca_gui.ui.widgets.words import Words


def vault_words(state: VaultState) -> str:
    """Return in a few words whether the keyring can be used."""
    return {
        VaultState.READY: _("keyring open"),
        VaultState.MISSING: _("no keyring"),
        VaultState.LOCKED: _("keyring locked"),
        VaultState.PLAINTEXT: _("keyring unsafe: not used"),
        VaultState.MEMORY: _("no keyring: passphrases live until zenca ends"),
    }[state]


class Status:
    """Puts its words into the status bar of a window."""

    def __init__(self, seat: Seat, window: QMainWindow) -> None:
        self._seat, self._window = seat, window
        self._vault = self._database = self._busy = self._trouble = self._clock = ""
        self._reading = ""
        self._left = Words("", Type.CAPTION, quiet=True)
        self._left.setContentsMargins(STEP, 0, 0, 0)
        self._time = Words("", Type.CAPTION)
        self._time.setContentsMargins(0, 0, STEP, 0)
        who = Words(str(seat.by), Type.CAPTION, quiet=True)
        who.setContentsMargins(0, 0, STEP, 0)
        who.setAccessibleName(_("Logged in: {name}").format(name=seat.by))
        bar = window.statusBar()
        bar.addWidget(self._left)
        bar.addPermanentWidget(self._time)
        bar.addPermanentWidget(who)
        bar.setSizeGripEnabled(False)

    def check_database(self) -> None:
        """Look in the background whether the database is whole; a damage is told at once."""
        store = self._seat.console.desk.store
        self._seat.tasks.run(
            store.quick_check, then=self._checked, failed=self._unchecked, owner=self._owner
        )

    def look_at_vault(self) -> None:
        """Ask whether the keyring can be used."""
        vault = self._seat.console.desk.vault
        self._seat.tasks.run(
            vault.state, then=self._vault_is, failed=self._unchecked, owner=self._owner
        )

    def put(self, *, lab_running: bool | None, now: datetime | None, trouble: str) -> None:
        """Say what a heartbeat found."""
        words = ""
        if lab_running is not None and now is not None:
            state = _("Lab time {now}") if lab_running else _("Lab time {now}, lab stopped")
            words = state.format(now=utc(now))
        if words != self._clock:
            self._clock = words
            self._time.setText(words)
        if trouble != self._trouble:
            self._trouble = trouble
            self._say()

    def busy(self, words: str) -> None:
        """Say what is being done, "" when it is done."""
        self._busy = words
        self._say()

    def reading_trouble(self, words: str) -> None:
        """Say why a scheduled reading did not come to its end, "" once one did."""
        self._reading = words
        self._say()

    @property
    def _owner(self) -> QWidget:
        return self._window

    def _vault_is(self, state: VaultState) -> None:
        self._vault = vault_words(state)
        self._say()

    def _checked(self, words: str) -> None:
        self._database = _("database damaged") if words else _("database whole")
        self._say()
        if words:
            error = ZencaError(
                _("The database is damaged."),
                _("Nothing was changed. Restore a backup before you go on: {words}").format(
                    words=words[:200]
                ),
            )
            show_error(self._window, error)

    def _unchecked(self, error: Exception) -> None:
        if not isinstance(error, ZencaError):
            raise error  # a bug: it goes to the crash window
        self._trouble = error.title
        self._say()

    def _say(self) -> None:
        parts = [self._trouble, self._reading, self._busy, self._vault, self._database]
        self._left.put(
            " · ".join(part for part in parts if part),
            Tone.STOP if self._trouble or self._reading else None,
        )
