"""What do the entries of the menu Help start?"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from zenca_gui.core.i18n import _
from zenca_gui.ui.shell.help_window import AboutDialog, HelpWindow, KeysDialog
from zenca_gui.ui.shell.opening import Deed, Opening


class HelpDeeds(Opening):
    """Manual, keys, about."""

    keys_of: Callable[[], list[tuple[str, str]]]
    _manual: HelpWindow | None = None

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {"manual": self.manual, "keys": self.keys, "about": self.about}

    def manual(self) -> None:
        """Show the guide in a window of its own."""
        if self._manual is None:
            self._manual = HelpWindow(self.window)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def keys(self) -> None:
        """Show every shortcut."""
        self.open(KeysDialog(self.keys_of(), self.window))

    def about(self) -> None:
        """Show version, licence and where the data lies."""
        path = self.seat.console.desk.store.path
        self.open(AboutDialog(installed_version(), path, self.window))

    def close(self) -> None:
        """Close what stays open beside the window."""
        if self._manual is not None:
            self._manual.close()


def installed_version() -> str:
    """Return the version, as it was installed."""
    try:
        return version("zenca")
    except PackageNotFoundError:
        return _("from a checkout")
