"""How soon, what breaks, until when is it safe, and one button: the warning after log in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.expiry import Urgency, short
from zenca_gui.core.i18n import _, ngettext
from zenca_gui.services.warnings import Notice, safe_start_words
from zenca_gui.ui.change.layouts import clear
from zenca_gui.ui.dates import day, utc
from zenca_gui.ui.dialogs.growing import grow, scaled
from zenca_gui.ui.dialogs.pressing import let_enter_press
from zenca_gui.ui.shell.urgency_words import urgency_icon, urgency_tone
from zenca_gui.ui.tokens import GAP, HALF, STEP, WIDE, Type
from zenca_gui.ui.widgets.button import Button, PrimaryButton
from zenca_gui.ui.widgets.dialog import Dialog
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.rule import Rule
from zenca_gui.ui.widgets.words import Words
from zenca_gui.ui.widgets.zone_list import ZoneLine, ZoneList

ONE, SEVERAL = 600, 840
LISTED = 5


class ExpiryWarning(Dialog):
    """One zone, or several with the most urgent chosen; the button starts the right wizard.

    Signals:
        change_wanted(int): *Change the CA…* was pressed; arg: the zone.
    """

    change_wanted = Signal(int)

    def __init__(self, notices: Sequence[Notice], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices = {int(notice.zone.id): notice for notice in notices}
        self._shown = int(notices[0].zone.id)
        self.setObjectName("expiry-warning")
        self.setWindowTitle(_("Expiry warning"))
        self.setAccessibleName(_("Expiry warning"))
        self.change = PrimaryButton(_("&Change the CA…"), object_name="change-the-ca")
        self.change.setDefault(True)
        self.later = Button(_("&Remind me later"), object_name="remind-me-later")
        self._said = QVBoxLayout()
        self._when = Words("", Type.CAPTION, quiet=True)
        several = len(notices) > 1
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        if several:
            line.addWidget(self._list(notices))
        line.addLayout(self._page(), 1)
        self._show(self._shown)
        self.fit(scaled(SEVERAL if several else ONE))

        self.change.clicked.connect(self._change)
        self.later.clicked.connect(self.reject)
        let_enter_press(self)
        self.change.setFocus()

    def _page(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setContentsMargins(WIDE, WIDE, WIDE, WIDE - STEP)
        box.setSpacing(GAP)
        self._said.setSpacing(GAP)
        box.addLayout(self._said)
        box.addSpacing(STEP)
        box.addStretch()
        row = QHBoxLayout()
        row.setSpacing(STEP)
        row.addWidget(self._when)
        row.addStretch()
        row.addWidget(self.later)
        row.addWidget(self.change)
        box.addLayout(row)
        return box

    def _list(self, notices: Sequence[Notice]) -> QWidget:
        side = QWidget()
        side.setFixedWidth(scaled(SEVERAL - ONE - GAP))
        box = QVBoxLayout(side)
        box.setContentsMargins(0, GAP, 0, 0)
        box.setSpacing(HALF)
        heading = Words(
            ngettext(
                "{n} zone, most urgent first", "{n} zones, most urgent first", len(notices)
            ).format(n=len(notices)),
            Type.CAPTION,
            strong=True,
            quiet=True,
        )
        heading.setContentsMargins(GAP, 0, 0, HALF)
        lines = [
            ZoneLine(
                key=int(n.zone.id),
                name=n.zone.name,
                state=short(n.ends, n.now),
                tone=urgency_tone(n.urgency),
                icon=urgency_icon(n.urgency),
            )
            for n in notices
        ]
        listed = ZoneList(lines, self._shown)
        listed.zone_chosen.connect(self._show)
        box.addWidget(heading, 0, Qt.AlignmentFlag.AlignTop)
        box.addWidget(listed, 1)
        return side

    @Slot(int)
    def _show(self, zone: int) -> None:
        self._shown = zone
        notice = self._notices[zone]
        clear(self._said)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        tone = urgency_tone(notice.urgency)
        icon = Picture(urgency_icon(notice.urgency), tone, WIDE)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Words(notice.sentence, Type.TITLE, strong=True, wrap=True), 1)
        self._said.addLayout(head)
        self._said.addWidget(Words(breaks_words(notice), wrap=True))
        self._said.addWidget(Rule())
        self._said.addWidget(Facts(facts_of(notice), name_width=120))
        for at in range(1, self._said.count()):
            item = self._said.itemAt(at)
            shown = item.widget() if item is not None else None
            if shown is not None and self.isVisible():
                shown.show()
        self.setAccessibleDescription(notice.sentence)
        every = notice.urgency >= Urgency.EVERY_LOGIN
        hours = notice.zone.policy.remind.total_seconds() // 3600
        self._when.setText(
            _("Shown at every log in.")
            if every
            else _("Shown once in {n} hours.").format(n=f"{hours:g}")
        )
        grow(self)

    def _change(self) -> None:
        self.accept()
        self.change_wanted.emit(self._shown)


def breaks_words(notice: Notice) -> str:
    """Say what breaks, and when."""
    told = " ".join(notice.breaks)
    if notice.urgency is Urgency.EXPIRED:
        return told
    return _("If nothing is done, this happens on {when}: {breaks}").format(
        when=utc(notice.ends), breaks=told
    )


def facts_of(notice: Notice) -> list[Fact]:
    """Return what stands under the sentence."""
    facts = [
        Fact(_("Zone"), f"{notice.zone.name}, CA {notice.generation.name}"),
        Fact(_("Latest safe start"), safe_start_words(notice.safe_start, notice.now, written=day)),
    ]
    if notice.ending:
        first = notice.ending[:LISTED]
        named = [f"{server.fqdn}, {utc(end)}" for server, end in first]
        rest = len(notice.ending) - len(first)
        if rest:
            named.append(ngettext("and {n} more", "and {n} more", rest).format(n=rest))
        facts.append(Fact(_("End as well"), "\n".join(named)))
    else:
        facts.append(Fact(_("End as well"), _("No server certificate")))
    if notice.change is not None:
        facts.append(Fact(_("Change"), _("One is open; the button goes on with it.")))
    return facts
