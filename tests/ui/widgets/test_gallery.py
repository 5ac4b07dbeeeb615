"""Every part on four sheets: nothing is clipped, nothing is without a name, light and dark.

ZENCA_PICTURES=FOLDER keeps what was seen as PNG.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from zenca_gui.core.preflight import Outcome
from zenca_gui.core.rollout import Stage
from zenca_gui.ui import icons
from zenca_gui.ui.crash import CrashDialog
from zenca_gui.ui.models.cells import Style
from zenca_gui.ui.models.rows_table import Column, RowsModel
from zenca_gui.ui.tokens import DENSE_ROW, GAP, PAD, STEP, Tone, Type
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import Button, LinkButton, PrimaryButton
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.case_matrix import Case, CaseMatrix, FourCases
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.diff_table import DiffRow, DiffTable
from zenca_gui.ui.widgets.empty_state import EmptyState, Way
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar
from zenca_gui.ui.widgets.generation_line import GenerationBar, GenerationLine
from zenca_gui.ui.widgets.life import Life
from zenca_gui.ui.widgets.life_line import LifeLine
from zenca_gui.ui.widgets.picture import Picture
from zenca_gui.ui.widgets.stage_bar import BEST_FIRST, StageBar, StageCount, StageLegend
from zenca_gui.ui.widgets.step_list import Progress, StepLine, StepList
from zenca_gui.ui.widgets.table import Table
from zenca_gui.ui.widgets.words import Words
from zenca_gui.ui.widgets.zone_list import ZoneLine, ZoneList

ENDS = datetime(2026, 12, 30, 16, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
LIFE = Life(
    begins=ENDS - timedelta(days=730), ends=ENDS, now=NOW, safe_start=ENDS - timedelta(days=26)
)


def lined(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(STEP)
    for widget in widgets:
        line.addWidget(widget)
    line.addStretch()
    return line


def type_card() -> Card:
    card = Card("Type")
    for kind in Type:
        card.body.addWidget(Words(kind.name.title(), kind, strong=kind is not Type.BODY))
    card.body.addWidget(Words("5C:1F:90:A4 fingerprints only", fixed=True))
    card.body.addWidget(Words("A sentence that asks to be read.", tone=Tone.CAUTION))
    card.body.addStretch()
    return card


def button_card() -> Card:
    card = Card("Buttons", aside=LinkButton("Check &now", "refresh", object_name="check"))
    off = PrimaryButton("&Next", object_name="next")
    off.setEnabled(False)
    back = Button("&Back", object_name="back")
    back.setEnabled(False)
    change = PrimaryButton("C&hange the CA…", object_name="change")
    card.body.addLayout(lined(change, Button("Export…", "export", object_name="export")))
    card.body.addLayout(lined(off, back, Button("R&emind me later", object_name="later")))
    card.body.addLayout(lined(*(Picture(name, size=20) for name in icons.names()[:12])))
    card.body.addLayout(lined(*(Picture(name, size=20) for name in icons.names()[12:24])))
    card.body.addLayout(lined(*(Picture(name, size=20) for name in icons.names()[24:])))
    card.body.addStretch()
    return card


def badge_card() -> Card:
    card = Card("Badges")
    for tone, icon in zip(Tone, ("waiting", "server", "pass", "warn", "stop"), strict=True):
        plain, low = Mark(tone.value.title(), tone, icon), Mark(f"must {tone.value}", tone, "eye")
        card.body.addLayout(lined(Badge(plain), Badge(low)))
    card.body.addStretch()
    return card


def stage_card() -> Card:
    card = Card("Stages")
    numbers = (620, 240, 100, 32, 20, 8)
    counts = [StageCount(s, n) for s, n in zip(BEST_FIRST, numbers, strict=True)]
    card.body.addWidget(StageBar("All devices", counts))
    card.body.addWidget(StageBar("Phones", [StageCount(Stage.FAILED, 1)]))
    card.body.addWidget(StageBar("None", []))
    card.body.addWidget(StageLegend(BEST_FIRST[:3]))
    card.body.addWidget(StageLegend(BEST_FIRST[3:]))
    card.body.addStretch()
    return card


def check_card() -> Card:
    card = Card("Health")
    for row in (
        CheckRow(outcome=Outcome.PASS, text="The database is whole.", age="seen 09:41"),
        CheckRow(outcome=Outcome.WARN, text="The last CA backup is 61 days old.",
                 cure="Make one now.", action="Back up the CA…", key="back-up", age="seen 23 Sep"),
        CheckRow(outcome=Outcome.STOP, text="sat-kiel answers with a short name, so agents that "
                 "check the name will skip it at every contact.", cure="Agents skip it.",
                 action="Edit the server…", key="edit-server:8"),
        CheckRow(outcome=None, text="Partner-DMZ has not answered yet.", age="asked 2 Dec"),
    ):  # fmt: skip
        card.body.addWidget(CheckLine(row, age_width=112))
    card.body.addStretch()
    return card


def parts_sheet() -> QWidget:
    sheet = QWidget()
    grid = QGridLayout(sheet)
    grid.setContentsMargins(PAD, PAD, PAD, PAD)
    grid.setSpacing(GAP)
    cards = (type_card(), button_card(), badge_card(), stage_card())
    for at, card in enumerate(cards):
        grid.addWidget(card, at // 2, at % 2)
    grid.addWidget(check_card(), 2, 0, 1, 2)
    sheet.resize(1080, 860)
    return sheet


def generations() -> list[GenerationBar]:
    def bar(name: str, first: int, mark: Mark, note: str, **more: bool) -> GenerationBar:
        begins = datetime(first, 12, 30, tzinfo=UTC)
        ends = datetime(first + 2, 12, 30, tzinfo=UTC)
        return GenerationBar(name=name, begins=begins, ends=ends, mark=mark, note=note, **more)

    old = Mark("Superseded", Tone.NEUTRAL, "same")
    return [
        bar("G4.3", 2026, Mark("Proposed", Tone.INFO, "waiting"), "new key", future=True),
        bar("G3.2", 2024, Mark("Active", Tone.GOOD, "pass"), "new key"),
        bar("G2.1", 2022, old, "same key", past=True),
        bar("G1.1", 2020, old, "first CA", past=True),
    ]


def life_sheet() -> QWidget:
    sheet = QWidget()
    box = QVBoxLayout(sheet)
    box.setContentsMargins(PAD, GAP, PAD, GAP)
    day = timedelta(days=1)
    lives = {
        "37 days left": LIFE,
        "two years left, nothing known": Life(
            begins=NOW - day, ends=NOW + 729 * day, now=NOW, safe_start=None
        ),
        "three days left, too late": Life(
            begins=ENDS - 730 * day, ends=ENDS, now=ENDS - 3 * day, safe_start=ENDS - 26 * day
        ),
        "expired": Life(
            begins=ENDS - 730 * day, ends=ENDS, now=ENDS + 9 * day, safe_start=ENDS - 26 * day
        ),
        "a lab's, of thirty days": Life(
            begins=NOW - day, ends=NOW + 29 * day, now=NOW, safe_start=NOW + 20 * day
        ),
    }
    for heading, life in lives.items():
        card = Card(heading)
        card.body.addWidget(LifeLine(life))
        box.addWidget(card)
    card = Card("CA generations")
    card.body.addWidget(GenerationLine(generations(), NOW))
    one = [g for g in generations() if g.name == "G3.2"]
    card.body.addWidget(GenerationLine(one, NOW))
    box.addWidget(card)
    box.addStretch()
    sheet.resize(900, 1400)
    return sheet


def table_card() -> Card:
    columns = [
        Column[DiffRow](label="No.", width=64, text=lambda r: r.old, style=Style.NUMBER),
        Column[DiffRow](label="Server", width=240, text=lambda r: r.field, icon=lambda _: "server",
                        key=lambda r: r.field),
        Column[DiffRow](label="How we know", width=152,
                        mark=lambda _: Mark("seen by zenca", Tone.GOOD, "eye")),
        Column[DiffRow](label="What", width=160, text=lambda _: "stopped",
                        tone=lambda _: Tone.STOP),
        Column[DiffRow](label="Seal", width=96, text=lambda r: r.new, style=Style.FIXED),
    ]  # fmt: skip
    rows = [DiffRow(f"zen{n:02}.hafen.example", f"{n * 1111:,}", "9f3c 41d8") for n in range(6)]
    table = Table("Servers", RowsModel[DiffRow](columns, rows), row_height=DENSE_ROW)
    table.setMinimumHeight(210)
    table.selectRow(2)
    table.show_order(1)
    card = Card("Servers", tight=True)
    card.body.addWidget(table)
    return card


def table_sheet() -> QWidget:
    sheet = QWidget()
    box = QVBoxLayout(sheet)
    box.setContentsMargins(PAD, GAP, PAD, GAP)
    box.setSpacing(GAP)
    facets = [Facet(key="open", text="Open", count=46, on=True), Facet(key="amt", text="AMT")]
    box.addWidget(FilterBar("Search name, user or GUID", facets, "1,284 of 48,213 devices"))
    box.addWidget(table_card())
    same, other = DiffRow("Subject", "CN=Zone CA", "CN=Zone CA"), DiffRow("Key", "G3", "G4")
    box.addWidget(DiffTable("Old and new", old="Now", new="Next", rows=[same, other]))
    good = Case(outcome=Outcome.PASS, verdict="Trusted", reason="11 of 11 servers, until the end.")
    stop = Case(outcome=Outcome.STOP, verdict="Not trusted",
                reason="unable to get local issuer certificate, at 2 of 11 servers.")  # fmt: skip
    warn = Case(outcome=Outcome.WARN, verdict="These devices must re-register",
                reason="No overlap carries the new CA under the old one.")  # fmt: skip
    cases = FourCases(
        old_device_old_server=good, old_device_new_server=warn,
        new_device_old_server=good, new_device_new_server=stop,
    )  # fmt: skip
    box.addWidget(CaseMatrix(cases))
    facts = [Fact("Active CA", "G3.2, internal, RSA 3072"),
             Fact("SHA-256", "9F:3C:41:D8 " * 8, fixed=True)]  # fmt: skip
    box.addWidget(Facts(facts))
    sheet.resize(1000, 860)
    return sheet


def side_sheet() -> QWidget:
    sheet = QWidget()
    line = QHBoxLayout(sheet)
    line.setContentsMargins(0, 0, 0, 0)
    zones = [
        ZoneLine(key=1, name="Hamburg-Prod", state="37 days left", tone=Tone.CAUTION, icon="warn"),
        ZoneLine(key=2, name="Rostock-Prod with a name that is far too long for one line",
                 state="611 days left", tone=Tone.NEUTRAL, icon="pass"),
    ]  # fmt: skip
    listed = ZoneList(zones, 1)
    listed.setFixedWidth(208)
    steps = [StepLine("Choose", Progress.DONE, "Remint with a new key"),
             StepLine("Pre-flight", Progress.NOW), StepLine("Review", Progress.LATER)]  # fmt: skip
    ways = [
        Way(icon="zone", title="Add your zone", text="Name it, then enter its servers. zenca looks "
            "at each and shows what it presents.", button="&Add a zone…", primary=True, key="add"),
        Way(icon="rehearsal", title="Try it in a lab", text="A zone in a box, on this workstation "
            "only: nothing real is touched.", button="Make a &lab…", key="lab"),
    ]  # fmt: skip
    line.addWidget(listed)
    line.addWidget(StepList("Change the CA", steps))
    empty = EmptyState("There is no zone yet.", "zenca knows a zone once you name it.", ways)
    line.addWidget(empty, 1)
    sheet.resize(1180, 560)
    return sheet


def crash_sheet() -> QWidget:
    return CrashDialog("zenca 0.1.0, Qt 6.11.3, Python 3.11.2\nbuiltins.KeyError\n"
                       "  zenca_gui/ui/panes/overview.py:61 put")  # fmt: skip


SHEETS = [parts_sheet, life_sheet, table_sheet, side_sheet, crash_sheet]


@pytest.mark.parametrize("make", SHEETS, ids=lambda make: make.__name__)
def test_nothing_is_clipped_or_nameless(
    scheme, wrong: Callable[[QWidget], list[str]], make: Callable[[], QWidget]
) -> None:
    sheet = make()
    assert wrong(sheet) == []
    folder = os.environ.get("ZENCA_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        sheet.grab().save(str(Path(folder, f"{make.__name__}-{scheme.value}.png")))


def test_nothing_is_clipped_in_a_font_half_as_large_again(qapp, wrong) -> None:
    before = qapp.font()
    font = qapp.font()
    font.setPixelSize(20)
    try:
        qapp.setFont(font)
        for make in (table_sheet, side_sheet, life_sheet):
            assert wrong(make()) == []
    finally:
        qapp.setFont(before)


def test_the_eye_sees_what_is_clipped_and_what_has_no_name(wrong, qapp) -> None:
    sheet = QWidget()
    box = QVBoxLayout(sheet)
    words = Words("These words are wider than they may be.")
    words.setFixedWidth(40)
    box.addWidget(words)
    box.addWidget(Button("Nobody named me"))
    assert [each.split(":")[0] for each in wrong(sheet)] == ["clipped", "no name"]
