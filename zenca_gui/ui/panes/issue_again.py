"""A server lost its key in the middle of a change: how does it get another certificate?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QWidget

from zenca_gui.core.i18n import _
from zenca_gui.core.zone import Server, ZoneId
from zenca_gui.ui.rollout.asking import AskingDialog, Question
from zenca_gui.ui.shell.seat import Seat


def issue_again(
    seat: Seat,
    zone: ZoneId,
    server: Server,
    parent: QWidget,
    *,
    then: Callable[[], None],
    failed: Callable[[Exception], None],
) -> AskingDialog:
    """Ask, then issue in the open change; the dialog that is open now is returned."""
    late = seat.console.changes.late
    dialog = AskingDialog(question(server), parent)

    def ended(result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            seat.tasks.run(
                lambda: late.certify(zone, [server.id], by=seat.by),
                then=lambda _made: then(),
                failed=failed,
                owner=parent,
            )
        dialog.deleteLater()

    dialog.finished.connect(ended)
    dialog.open()
    return dialog


def question(server: Server) -> Question:
    """Say what becomes of the certificate there is."""
    return Question(
        title=_("Issue a certificate for {server} again?").format(server=server.fqdn),
        happens=_(
            "zenca makes a new key and a new certificate for it in the open change, and revokes "
            "the one it had of this change. Deliver to it afterwards."
        ),
        does_not=_("Nothing is delivered or switched, and no other server is touched."),
        back=_("There is none: a revoked certificate stays revoked."),
        button=_("&Issue it again"),
    )
