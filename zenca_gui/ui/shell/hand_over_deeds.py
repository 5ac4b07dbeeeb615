"""What do the entries start that move the database to another workstation?"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from zenca_gui.core.hand_over import Holding
from zenca_gui.ui.dialogs.confirm import ConfirmDialog
from zenca_gui.ui.dialogs.hand_over import FinishForm, HandOverForm, taking_back
from zenca_gui.ui.dialogs.take_over import TakeOverForm
from zenca_gui.ui.shell.opening import Deed, Opening


class HandOverDeeds(Opening):
    """Hand over, finish, take back, take over.

    Signals:
        taken_over(): another database lies here now.
    """

    taken_over = Signal()

    def deeds(self) -> dict[str, Deed]:
        """Override ours."""
        return {
            "hand-over": self.hand_over,
            "finish-hand-over": self.finish,
            "take-back": self.take_back,
            "take-over": self.take_over,
        }

    def hand_over(self) -> None:
        """Write the bundle."""
        self.read(
            self.seat.console.hand_over.name,
            lambda name: self.open(HandOverForm(self.seat, name, self.window)),
        )

    def finish(self) -> None:
        """Finish what was begun."""
        self.read(
            self.seat.console.hand_over.holding,
            lambda begun: self.open(FinishForm(self.seat, begun, self.window)),
        )

    def take_back(self) -> None:
        """Write here again, once the name is typed."""
        leaving, by = self.seat.console.hand_over, self.seat.by

        def ask(found: tuple[str, Holding]) -> None:
            name, held = found
            step = partial(leaving.take_back, name, by=by)
            harm = taking_back(name, held)
            self.open(ConfirmDialog(self.seat.tasks, harm, step, self.window))

        self.read(lambda: (leaving.name(), leaving.holding()), ask)

    def take_over(self) -> None:
        """Open a bundle and take it over."""
        form = TakeOverForm(self.seat.console, self.seat.tasks, self.window)
        form.succeeded.connect(lambda _held: self.taken_over.emit())
        self.open(form)
