"""A month of a rollout in a lab of 100 devices, done with an administrator's hands alone.

What the world does by itself (a full disk, a repaired one, a Subscriber that connects) is done to
the lab's folders and sockets, never to zenca.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit, QWidget

from tests.following.hands import Hands, gone, words

NAME = "Hamburg"
SUBSCRIBER = "Hamburg at subscriber 1"
DEVICES = 100
CLOCK = re.compile(r"Lab time (\d+ \w+ \d+, \d+:\d+) UTC")
NEXT = {"choose": 1, "preflight": 2, "material": 3, "review": 4, "confirm": 5}
Shoot = Callable[[str, QWidget], None]


def no_pictures(_name: str, _widget: QWidget) -> None:
    """Take none."""


class Month:
    """The story, step by step; each step says what is seen at its end."""

    def __init__(self, hands: Hands, folder: Path, shoot: Shoot = no_pictures) -> None:
        self.hands, self.folder, self.shoot = hands, folder, shoot
        self.window = hands.window
        self.began: datetime | None = None

    @property
    def board(self) -> QWidget:
        """The Rollout pane."""
        return self.window.view.rollout

    def said(self) -> str:
        """What the Rollout pane says, without the marks of keys."""
        return words(self.board).replace("&", "")

    def now(self) -> datetime:
        """The lab's time, as the window's lower edge shows it."""
        found = CLOCK.search(words(self.window))
        assert found is not None, words(self.window)
        return datetime.strptime(found[1], "%d %b %Y, %H:%M").replace(tzinfo=UTC)

    def day(self) -> float:
        """How many days the lab has run."""
        now = self.now()
        self.began = self.began or now
        return (now - self.began).total_seconds() / 86_400

    def on_day(self, day: float) -> None:
        """Watch until this day."""
        self.hands.until(lambda: self.day() >= day, f"day {day} does not come")

    def clock(self, speed: int) -> None:
        """Let the lab's clock run at this speed."""
        self.hands.menu("lab-clock")
        self.hands.submit("lab-clock", speed=str(speed))

    def counts(self) -> dict[str, int]:
        """How many of each kind stand where the board says, by the kind's name."""
        said = words(self.board).splitlines()
        return {
            name: int(said[at + 1])
            for at, name in enumerate(said)
            if name in ("Workstations", "Servers", "Mobiles") and said[at + 1].isdigit()
        }

    def verdicts(self) -> dict[str, int]:
        """Who is left behind, as the board counts them."""
        said = words(self.board.verdicts).splitlines()
        return {name: int(n) for name, n in pairwise(said) if n.isdigit()}

    def start(self) -> None:
        """A lab comes up, with one Subscriber that keeps a server's certificate."""
        hands = self.hands
        hands.until(lambda: "No zone yet" in hands.seen())
        hands.menu("try-lab")
        hands.submit(
            "lab-form", name=NAME, servers="3", devices=str(DEVICES), subscribers="1",
            ca_days="60", speed="1",
        )  # fmt: skip
        hands.until(lambda: self.window.windowTitle().endswith(f"LAB \u2013 {NAME}"))
        hands.until(lambda: "Lab time" in words(self.window))
        self.day()
        self.shoot("begin", self.window)

    def pilot(self, search: str, number: int) -> None:
        """Devices that a search finds become the pilot group."""
        hands, pane = self.hands, self.window.view.devices
        hands.menu("pane-devices")
        hands.until(pane.isVisible)
        hands.write(pane, "search", search)
        hands.until(lambda: len(hands.rows(pane, "devices-table")) == number)
        hands.press(pane, "choose-all")
        hands.press(pane, "mark-devices")
        hands.pick("In the pilot group")
        hands.submit("confirm")
        hands.until(lambda: f"{number} devices" in words(pane))
        self.shoot("pilot", self.window)
        hands.write(pane, "search", "")
        hands.until(lambda: len(hands.rows(pane, "devices-table")) == DEVICES)
        hands.menu("pane-overview")

    def prepare(self) -> None:
        """The wizard, up to the zone's typed name; the group is read off the recovery sheet."""
        hands = self.hands
        hands.menu("remint")
        wizard = hands.dialog("change-wizard")
        self._next(wizard, "choose")
        self._next(wizard, "preflight")
        hands.press(wizard, "cure:back-up")
        hands.until(lambda: "There is no backup of today" not in words(wizard))
        self._next(wizard, "material")
        hands.press(wizard, "show-sheet")
        hands.until(lambda: _with_sheet() is not None)
        sheet = _with_sheet()
        assert sheet is not None
        group = hands.read(sheet, "sheet").split("Check group:")[-1].strip()
        hands.press(sheet, "close")
        self._next(wizard, "review")
        hands.until(lambda: "7 AMT devices" in words(wizard))
        assert "1 Subscriber" in words(wizard)
        self.shoot("review", wizard)
        self._next(wizard, "confirm")
        hands.until(lambda: "6 letters and digits" in words(wizard))
        hands.write(wizard, "check-group", group)
        hands.press(wizard, "prove")
        hands.until(lambda: "The sheet was proved" in words(wizard))
        hands.write(wizard, "zone-name", NAME)
        hands.press(wizard, "in-stages")
        self.shoot("confirm", wizard)
        hands.press(wizard, "assign")
        hands.until(lambda: gone(wizard), "the wizard stayed")
        hands.until(lambda: "Deliver to the servers" in self.said())

    def deliver(self) -> None:
        """One server's disk is full: it fails, is repaired, and is tried again."""
        hands = self.hands
        with self._no_room_on("zen02"):
            hands.press(self.board, "next-step")
            hands.until(lambda: "did not follow" in self.said())
            hands.until(lambda: self._servers("failed") == ["zen02.hamburg.example"])
            halted = "“Primary Servers” has halted: 1 member failed."
            hands.until(lambda: halted in self.stages(), "the first stage does not halt")
            self.shoot("failed-server", self.window)
        hands.press(self.board, "next-step")
        hands.until(lambda: len(self._servers("staged")) == 3)
        hands.until(lambda: "Activate now" in self.said())
        hands.until(lambda: halted not in self.stages(), "the first stage does not go on")

    def stages(self) -> str:
        """What the card of the stages says, in one line."""
        return " ".join(words(self.board.order).replace("&", "").split())

    def go_on_without_the_rest(self, stage: str, missing: int) -> None:
        """Wait until the time of a stage is over, and go on without who is missing."""
        hands, asks = self.hands, f"The time of “{stage}” is over: {missing} members are missing."
        hands.until(lambda: asks in self.stages(), f"“{stage}” does not time out")
        self.shoot(f"timed-out-{stage}", self.window)
        hands.press(self.board, "stage:without")
        asked = hands.dialog(f"Go on without the rest of “{stage}”")
        assert f"{missing} members of “{stage}” are left out." in words(asked)
        self.shoot(f"without-{stage}", asked)
        hands.press(asked, "do-it")
        hands.until(lambda: asks not in self.stages())

    def activate(self) -> None:
        """Servers switch; phones and desks that were connected follow by themselves."""
        hands = self.hands
        hands.press(self.board, "next-step")
        asked = hands.dialog("Activate the change now")
        self.shoot("asked-to-activate", asked)
        hands.press(asked, "do-it")
        hands.until(lambda: self._servers("switched") != [] and "Activated on" in self.said())
        hands.until(lambda: len(self._servers("switched")) == 3)

    def end_by_hand(self, work: str, evidence: str) -> int:
        """Mark all open follow-ups that ask for this, and say how they are known to be done."""
        hands = self.hands
        before = len(self.open_work())
        marked = hands.mark(
            self.board, "follow-ups", lambda cells: cells[2] == "open" and work in cells[1]
        )
        hands.press(self.board, "follow-up-done")
        hands.submit("Enter as done", words=evidence)
        hands.until(lambda: len(self.open_work()) < before or "Now: provision" in self._asked())
        return marked

    def _asked(self) -> str:
        return " ".join(what for _for, what in self.open_work())

    def subscriber(self, *, update: bool = False) -> str:
        """What the Subscriber's console says; `update`: after its certificate is updated there."""
        hands = self.hands
        hands.menu("lab-console")
        console = hands.dialog("lab-console")
        if update:
            hands.choose(console, "press", f"{SUBSCRIBER}: update the certificate")
            before = words(console)
            hands.press(console, "do-it")
            hands.until(lambda: words(console) != before)
            hands.until(lambda: console.cancel.isEnabled())  # type: ignore[attr-defined]
            self.shoot("subscriber", console)
        said = words(console)
        hands.press(console, "cancel")
        return next(line for line in said.splitlines() if line.startswith(SUBSCRIBER))

    def devices(self, verdict: str) -> list[str]:
        """Click on a verdict of the board, and read which devices are listed; then go back."""
        hands, number = self.hands, self.verdicts()[verdict]
        [link] = [
            each for each in self.board.verdicts.findChildren(QAbstractButton)
            if each.text() == verdict and each.isVisible()
        ]  # fmt: skip
        hands.press(self.board.verdicts, link.objectName())
        table = self.window.view.devices
        hands.until(lambda: table.isVisible() and len(hands.rows(table, "devices-table")) == number)
        self.shoot("devices", self.window)
        listed = [cells[0] for cells in hands.rows(table, "devices-table")]
        hands.menu("pane-rollout")
        hands.until(self.board.isVisible)
        return listed

    def visit(self) -> None:
        """Somebody sits before every device that was left behind, and does what is asked."""
        hands = self.hands
        hands.menu("lab-console")
        console = hands.dialog("lab-console")
        hands.choose(console, "press", "Devices: enrol and register again those left behind")
        hands.press(console, "do-it")
        hands.until(lambda: "they connect now" in words(console))
        self.shoot("visited", console)
        hands.press(console, "cancel")

    def end_overlap(self) -> None:
        """Servers present their certificates alone; who is not there yet is agreed to."""
        hands = self.hands
        if hands.can(self.board, "next-step"):
            hands.press(self.board, "next-step")
        else:
            hands.press(self.board, "step:end-overlap")
        asked = hands.dialog("End the overlap")
        self.shoot("asked-to-end", asked)
        if hands.can(asked, "agree"):
            hands.press(asked, "agree")
        hands.press(asked, "do-it")
        hands.until(lambda: "Close the change" in self.said() and "End the" not in self.said())

    def close(self) -> None:
        """The change is closed, and its evidence saved where the person says."""
        hands = self.hands
        hands.press(self.board, "next-step")
        asked = hands.dialog("Close the change")
        self.shoot("asked-to-close", asked)
        hands.press(asked, "do-it")
        hands.until(lambda: "No change is open." in self.said())

    def open_work(self) -> list[tuple[str, str]]:
        """What a person must still do: for whom, and what."""
        rows = self.hands.rows(self.board.follow_ups, "follow-ups")
        return [(cells[0], cells[1]) for cells in rows if cells[2] == "open"]

    def _next(self, wizard: QWidget, step: str) -> None:
        self.hands.until(lambda: not wizard.shown_page.work.busy)  # type: ignore[attr-defined]
        self.hands.press(wizard, "next")
        self.hands.until(lambda: wizard.step == step)  # type: ignore[attr-defined]

    def _servers(self, state: str) -> list[str]:
        return [cells[0] for cells in self._rows() if cells[1] == state]

    def _rows(self) -> list[list[str]]:
        return self.hands.rows(self.board, "servers")

    @contextmanager
    def _no_room_on(self, server: str) -> Iterator[None]:
        [releases] = self.folder.glob(f"labs/*/servers/{server}.*/releases")
        away = releases.with_name("away")
        releases.rename(away)
        releases.write_text("")
        yield
        releases.unlink()
        away.rename(releases)


def _with_sheet() -> QWidget | None:
    for each in QApplication.topLevelWidgets():
        if each.isVisible() and each.findChildren(QPlainTextEdit, "sheet"):
            return each
    return None
