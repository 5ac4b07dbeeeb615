"""What does each step of the rollout do, what not, and how does one go back? In words."""

from __future__ import annotations

from datetime import datetime

from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.delivery import DeliveryState
from zenca_gui.core.follow_up import FollowUpKind, FollowUpState
from zenca_gui.core.i18n import _, grouped, ngettext
from zenca_gui.core.rollout import Stage
from zenca_gui.services.rollout import Board
from zenca_gui.ui.dates import utc
from zenca_gui.ui.rollout.asking import Question

READY = (DeliveryState.STAGED, DeliveryState.SWITCHED, DeliveryState.ENDED)
BACK = (DeliveryState.RETURNING, DeliveryState.RETURNED)
GOING_BACK = ("cancelling", "rolling back")


def not_ready(board: Board) -> int:
    """Return how many servers could not switch now, or are not back yet."""
    ready = BACK if board.phase in GOING_BACK else READY
    return sum(s.delivery is None or s.delivery.state not in ready for s in board.servers)


def crossing_back(board: Board) -> bool:
    """Tell whether servers present the old CA's cross certificate, on the way back."""
    return any(
        s.delivery is not None and s.delivery.state is DeliveryState.RETURNING
        for s in board.servers
    )


def cut_off(board: Board) -> bool:
    """Tell whether devices are cut off already: the old CA ended before the update was assigned."""
    since, change = board.left_behind_from, board.change
    if since is None or change is None or change.assigned_at is None:
        return False
    return change.activated_at is None and since <= change.assigned_at


def not_there(board: Board) -> int:
    """Return how many devices are not known to have the new certificate."""
    return _at_other_stages(board, Stage.ACTIVE)


def without_update(board: Board) -> int:
    """Return how many devices were not seen to be ready for the servers to switch."""
    return _at_other_stages(board, Stage.PENDING, Stage.ACTIVE)


def _at_other_stages(board: Board, *there: Stage) -> int:
    return sum(n for line in board.stages for stage, n in line.counts.items() if stage not in there)


def people(board: Board) -> int:
    """Return how many follow-ups wait for a person."""
    return sum(
        f.state is FollowUpState.OPEN and f.kind is not FollowUpKind.END_OVERLAP
        for f in board.follow_ups
    )


def standing(board: Board) -> str:
    """Say when servers switch or did, and what is waited for where no button is the next step."""
    change = board.change
    if change is None:
        return ""
    if change.retreated_at is not None:
        return _going_back(board, change.retreated_at)
    if change.activated_at is None:
        if change.activation is None:
            return _("Activated by hand; no date is set.")
        return _("Activation on {moment}.").format(moment=utc(change.activation))
    words = _("Activated on {moment}.").format(moment=utc(change.activated_at))
    waiting = people(board)
    if waiting and not board.action:
        words += " " + ngettext(
            "{n} follow-up is open: it ends below, done or waived.",
            "{n} follow-ups are open: each ends below, done or waived.",
            waiting,
        ).format(n=grouped(waiting))
    return words


def _going_back(board: Board, since: datetime) -> str:
    words = _("Given up on {moment}; servers and devices go back.").format(moment=utc(since))
    if board.phase == "rolling back":
        words = _("Rolled back on {moment}; servers and devices go back.").format(moment=utc(since))
    waiting = people(board)
    if waiting and not board.action:
        words += " " + ngettext(
            "{n} follow-up is open: it ends below, done or waived.",
            "{n} follow-ups are open: each ends below, done or waived.",
            waiting,
        ).format(n=f"{waiting:,}")
    return words


def early(board: Board) -> bool:
    """Tell whether ending the overlap now leaves somebody behind."""
    return not_there(board) > 0 and not ended(board)


def ended(board: Board) -> bool:
    """Tell whether the overlap has come to its own end."""
    return board.overlap_until is not None and board.now >= board.overlap_until


def activate(board: Board) -> Question:
    """Ask before the servers switch."""
    behind = not_ready(board)
    servers = len(board.servers)
    happens = ngettext(
        "The new CA becomes the active one, and {n} server switches to its new certificate, one "
        "after the other. zenca looks at each and switches back where it sees something else.",
        "The new CA becomes the active one, and {n} servers switch to their new certificates, one "
        "after the other. zenca looks at each and switches back where it sees something else.",
        servers,
    ).format(n=servers)
    if behind:
        happens += " " + ngettext(
            "{n} server was not staged and does not switch.",
            "{n} servers were not staged and do not switch.",
            behind,
        ).format(n=behind)
    waiting = without_update(board)
    if waiting:
        happens += " " + ngettext(
            "{n} device was not seen to take the update yet.",
            "{n} devices were not seen to take the update yet.",
            waiting,
        ).format(n=grouped(waiting))
    return Question(
        title=_("Activate the change now?"),
        happens=happens,
        does_not=_kept_contact(board),
        back=_("The old CA and its certificates are kept until the change is closed."),
        button=_("&Activate now"),
        reason=_("To activate although a server was not seen to follow, give the reason")
        if behind
        else "",
    )


def _kept_contact(board: Board) -> str:
    """Say who keeps the contact at the activation, on this road."""
    change = board.change
    choice = change.choice if change is not None else None
    if change is not None and change.kind is ChangeKind.SERVERS:
        return _("The CA stays: devices that trust it keep their contact.")
    if choice is not None and choice.same_key:
        return _("The key stays: devices that trust it keep their contact until the old CA ends.")
    if board.overlap_until is not None:
        return _(
            "Devices that trust the old CA and follow a chain keep their contact until the overlap "
            "ends. Devices that pin the old certificate and did not take the update lose it."
        )
    return _(
        "There is no overlap: from then on only devices that trust the new CA can talk to their "
        "servers."
    )


def end_overlap(board: Board) -> Question:
    """Ask before the cross certificate is taken away."""
    behind = not_there(board)
    must = ""
    if early(board):
        must = ngettext(
            "End it although {n} device may lose contact",
            "End it although {n} devices may lose contact",
            behind,
        ).format(n=grouped(behind))
    until = ""
    if board.overlap_until:
        own_end = (
            _("By itself the overlap ended on {moment}.")
            if ended(board)
            else _("By itself the overlap would end on {moment}.")
        )
        until = own_end.format(moment=utc(board.overlap_until))
    return Question(
        title=_("End the overlap?"),
        happens=_(
            "Servers get their certificates again, without the cross certificate. From then on "
            "only devices that trust the new CA can talk to them."
        ),
        does_not=_("The new CA and the server certificates stay as they are. {until}").format(
            until=until
        ),
        back=_("Devices that were left behind are visited, or enrolled again."),
        button=_("&End the overlap"),
        must_agree=must,
    )


def close(board: Board) -> Question:
    """Ask before the change is closed, or say what is open."""
    if board.open:
        return Question(
            title=_("The change cannot be closed yet."),
            happens=_("Nothing. Everything below is done or waived first."),
            button=_("&Close the change"),
            open=board.open,
        )
    if board.phase in GOING_BACK:
        return Question(
            title=_("Close the change?"),
            happens=_(
                "What the change made is revoked, its server keys are destroyed unless this zone "
                "keeps them, and the evidence is written. The abandoned CA's key is destroyed only "
                "when no device is known to trust it, or may."
            ),
            does_not=_("Servers and devices notice nothing."),
            back=_("There is none: a closed change is history. A new change can be started."),
            button=_("&Close the change"),
        )
    return Question(
        title=_("Close the change?"),
        happens=_(
            "The replaced certificates are revoked where zenca holds the old CA's key; elsewhere "
            "its owner is to be asked. The old server keys are destroyed unless this zone keeps "
            "them, and the evidence is written."
        ),
        does_not=_("Servers and devices notice nothing."),
        back=_("There is none: a closed change is history. A new change can be started."),
        button=_("&Close the change"),
    )


def cancel(board: Board) -> Question:
    """Ask before a draft is given up."""
    return Question(
        title=_("Cancel the change?"),
        happens=_(
            "What was made for “{title}” is given up: the new CA, its key and its certificates."
        ).format(title=board.title),
        does_not=_("Nobody has them yet, so servers and devices notice nothing."),
        back=_("The zone is as it was before. A new change can be started at any time."),
        button=_("&Cancel the change"),
    )


def host_key(server: str, shown: str, pinned: str) -> Question:
    """Ask whether a server's host key is the right one."""
    happens = _(
        "{server} shows the host key {shown}. Compare it with what the server's own console says. "
        "Once accepted, zenca delivers only to a server that shows this key."
    ).format(server=server, shown=shown)
    return Question(
        title=_("Accept the host key of {server}?").format(server=server),
        happens=happens,
        does_not=_("Until now zenca knew another one: {pinned}").format(pinned=pinned)
        if pinned
        else _("Nothing is delivered by this. Deliver again afterwards."),
        back=_("Enter another host key with the server's details."),
        button=_("&Accept this key"),
    )
