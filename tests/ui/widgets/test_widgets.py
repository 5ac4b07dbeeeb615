"""What the parts say when they are used, and what a screen reader hears of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from zenca_gui.core.preflight import Outcome
from zenca_gui.core.rollout import Stage
from zenca_gui.ui import theme
from zenca_gui.ui.dates import ago, day, utc, week_day
from zenca_gui.ui.theme import Scheme
from zenca_gui.ui.tokens import Tone
from zenca_gui.ui.widgets.badge import Badge, Mark
from zenca_gui.ui.widgets.button import Button, LinkButton, PrimaryButton, plain
from zenca_gui.ui.widgets.card import Card
from zenca_gui.ui.widgets.check_line import CheckLine, CheckRow
from zenca_gui.ui.widgets.empty_state import EmptyState, Way
from zenca_gui.ui.widgets.facts import Fact, Facts
from zenca_gui.ui.widgets.failure import Failure, FailureDialog
from zenca_gui.ui.widgets.filter_bar import Facet, FilterBar
from zenca_gui.ui.widgets.life import Life, parts, pins
from zenca_gui.ui.widgets.life_line import LifeLine
from zenca_gui.ui.widgets.stage_bar import StageBar, StageCount
from zenca_gui.ui.widgets.step_list import Progress, StepLine, StepList
from zenca_gui.ui.widgets.words import Words
from zenca_gui.ui.widgets.zone_list import ZoneLine, ZoneList

ENDS = datetime(2026, 12, 30, 16, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FACETS = [Facet(key="open", text="Open", count=4600), Facet(key="amt", text="AMT", on=True)]


def life(*, now: datetime, safe: datetime | None = None, long: timedelta = 730 * DAY) -> Life:
    return Life(begins=ENDS - long, ends=ENDS, now=now, safe_start=safe)


# --- buttons, badges, words ---


def test_a_button_is_named_without_the_mark_of_its_letter(qtbot) -> None:
    button = Button("C&hange the CA…", object_name="change")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Change the CA…"
    button.put("&Save && close")
    assert button.accessibleName() == plain("&Save && close") == "Save & close"


@pytest.mark.parametrize("kind", [Button, PrimaryButton, LinkButton])
def test_a_buttons_icon_follows_light_and_dark(qtbot, qapp, kind) -> None:
    theme.apply(qapp, Scheme.LIGHT)
    button = kind("Export…", "export")
    qtbot.addWidget(button)
    light = button.icon().pixmap(16, 16).toImage()
    before = button.ink()
    theme.apply(qapp, Scheme.DARK)
    qapp.sendPostedEvents()
    dark = button.icon().pixmap(16, 16).toImage()
    theme.apply(qapp, Scheme.LIGHT)
    assert (light == dark) is (before == "#ffffff")


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_a_transparent_button_has_the_ink_of_its_words(qtbot, qapp, scheme) -> None:
    theme.apply(qapp, scheme)
    link = LinkButton("Check now", "refresh")
    qtbot.addWidget(link)
    link.grab()  # the sheet gives it a palette whose background is transparent black
    ink, accent = link.ink(), theme.worn().accent
    theme.apply(qapp, Scheme.LIGHT)
    assert ink == accent


def test_tones_chips_and_the_lens_follow_light_and_dark(qtbot, qapp) -> None:
    theme.apply(qapp, Scheme.LIGHT)
    words, bar = Words("stopped", tone=Tone.STOP), FilterBar("Search", FACETS, "")
    for widget in (words, bar):
        qtbot.addWidget(widget)

    def inks() -> list[object]:
        lens = bar.search.actions()[0].icon().pixmap(16, 16).toImage()
        tick = bar.chips[1].icon().pixmap(16, 16).toImage()
        return [words.palette().color(words.foregroundRole()).name(), lens, tick]

    light = inks()
    theme.apply(qapp, Scheme.DARK)
    qapp.sendPostedEvents()
    dark = inks()
    theme.apply(qapp, Scheme.LIGHT)
    qapp.sendPostedEvents()
    assert all(one != other for one, other in zip(light, dark, strict=True))
    assert inks() == light


def test_words_from_outside_are_never_markup(qtbot) -> None:
    words = Words("<b>zone</b>")
    qtbot.addWidget(words)
    assert words.textFormat() is Qt.TextFormat.PlainText


def test_words_take_and_lose_a_tone(qtbot, qapp) -> None:
    theme.apply(qapp, Scheme.LIGHT)
    words = Words("fine", tone=Tone.GOOD)
    qtbot.addWidget(words)
    role = words.foregroundRole()
    good = words.palette().color(role).name()
    words.put("stopped", Tone.STOP)
    assert words.palette().color(role).name() != good
    words.put("plain")
    assert words.palette().color(role) == qapp.palette().color(role)


def test_a_badge_shows_and_says_its_new_state(qtbot) -> None:
    badge = Badge(Mark("Pending"))
    qtbot.addWidget(badge)
    narrow = badge.sizeHint().width()
    badge.put(Mark("New Certificate Active", Tone.GOOD, "pass"))
    assert badge.accessibleName() == "New Certificate Active"
    assert badge.sizeHint().width() > narrow


# --- lines that ask for an action ---


def test_a_cures_button_says_which_cure(qtbot) -> None:
    line = CheckLine(
        CheckRow(outcome=Outcome.WARN, text="No backup.", action="Back up…", key="back-up")
    )
    qtbot.addWidget(line)
    assert line.accessibleName() == "Warning: No backup."
    with qtbot.waitSignal(line.acted) as acted:
        line.findChild(QAbstractButton, "cure:back-up").click()
    assert acted.args == ["back-up"]


def test_a_line_says_another_finding_in_the_same_place_when_its_button_stays(qtbot) -> None:
    row = CheckRow(outcome=Outcome.WARN, text="No backup.", action="Back up…", key="back-up")
    line = CheckLine(row)
    qtbot.addWidget(line)
    button = line.findChild(QAbstractButton, "cure:back-up")
    assert line.follow(replace(row, outcome=Outcome.PASS, text="Backed up."))
    assert line.accessibleName() == "Passed: Backed up."
    assert line.findChild(QAbstractButton, "cure:back-up") is button
    assert button.accessibleDescription() == "Backed up."


@pytest.mark.parametrize(
    "other", [{"action": ""}, {"cure": "Do."}, {"age": "now"}, {"outcome": Outcome.STOP}]
)
def test_a_line_of_another_build_is_left_to_be_built(qtbot, other) -> None:
    row = CheckRow(outcome=Outcome.WARN, text="No backup.", action="Back up…", key="back-up")
    line = CheckLine(row)
    qtbot.addWidget(line)
    assert not line.follow(replace(row, **other))
    assert line.accessibleName() == "Warning: No backup."


def test_each_way_on_says_its_key(qtbot) -> None:
    ways = [Way(icon="zone", title=k, text="", button=k, key=k) for k in ("add", "lab")]
    empty = EmptyState("Nothing yet.", "", ways)
    qtbot.addWidget(empty)
    with qtbot.waitSignal(empty.pressed) as pressed:
        empty.findChild(QAbstractButton, "way:lab").click()
    assert pressed.args == ["lab"]


def test_a_failure_is_copied_with_all_its_parts(qtbot, qapp) -> None:
    told = Failure(happened="It stopped.", state="Nothing changed.", remedy="Retry.", detail="x=1")
    dialog = FailureDialog("Delivery stopped", told)
    qtbot.addWidget(dialog)
    dialog.findChild(QAbstractButton, "copy-details").click()
    assert qapp.clipboard().text() == "It stopped.\n\nNothing changed.\n\nRetry.\n\nx=1"


def test_facts_can_be_replaced(qtbot) -> None:
    facts = Facts([Fact("Key", "here"), Fact("CA role", "zen01")])
    qtbot.addWidget(facts)
    facts.put([Fact("Key", "there")])
    said = [w.accessibleName() for w in facts.findChildren(Words) if not w.isHidden()]
    assert [words for words in said if words] == ["Key: there"]


def test_facts_with_the_same_names_keep_their_places(qtbot) -> None:
    facts = Facts([Fact("Lab", "runs; 09:00"), Fact("CA role", "zen01")])
    qtbot.addWidget(facts)
    before = facts.findChildren(Words)
    facts.put([Fact("Lab", "runs; 10:00"), Fact("CA role", "zen01")])
    assert facts.findChildren(Words) == before
    assert "Lab: runs; 10:00" in [words.accessibleName() for words in before]


# --- filters ---


@pytest.fixture
def bar(qtbot) -> FilterBar:
    made = FilterBar("Search", FACETS, "48,213 devices")
    qtbot.addWidget(made)
    return made


def test_typing_is_told_once_it_rests(qtbot, bar) -> None:
    told = []
    bar.changed.connect(lambda text, on: told.append((text, on)))
    qtbot.keyClicks(bar.search, "zen01")
    assert told == []
    qtbot.waitUntil(lambda: told == [("zen01", ["amt"])])


def test_enter_and_a_chip_do_not_wait(qtbot, bar) -> None:
    told = []
    bar.changed.connect(lambda text, on: told.append((text, on)))
    qtbot.keyClicks(bar.search, "a")
    qtbot.keyClick(bar.search, Qt.Key.Key_Return)
    bar.chips[0].click()
    assert told == [("a", ["amt"]), ("a", ["open", "amt"])]
    assert bar.filters() == ("a", frozenset({"open", "amt"}))


def test_clearing_is_told_once(qtbot, bar) -> None:
    qtbot.keyClicks(bar.search, "a")
    told = []
    bar.changed.connect(lambda text, on: told.append((text, on)))
    bar.clear()
    assert told == [("", [])]
    assert all(chip.icon().isNull() for chip in bar.chips)


def test_a_chip_tells_how_many_rows_it_keeps(bar) -> None:
    chip = bar.chips[0]
    assert chip.text() == "Open  4,600"
    chip.count(7)
    assert (chip.text(), chip.accessibleName()) == ("Open  7", "Filter Open")


# --- zones, stages, steps ---


def zone(key: int) -> ZoneLine:
    return ZoneLine(key=key, name=f"Z{key}", state="fine", tone=Tone.NEUTRAL, icon="pass")


def test_choosing_a_zone_is_told_and_refreshing_is_not(qtbot) -> None:
    zones = ZoneList([zone(1), zone(2)], 2)
    qtbot.addWidget(zones)
    assert zones.current() == 2
    with qtbot.assertNotEmitted(zones.zone_chosen):
        zones.put([zone(3), zone(2), zone(1)])
    assert zones.current() == 2
    with qtbot.waitSignal(zones.zone_chosen) as chosen:
        qtbot.keyClick(zones, Qt.Key.Key_Up)
    assert chosen.args == [3]


def test_no_zone_at_all_is_no_choice(qtbot) -> None:
    zones = ZoneList([])
    qtbot.addWidget(zones)
    assert zones.current() is None


def test_a_stage_bar_is_heard_best_first(qtbot) -> None:
    bar = StageBar("Stages", [StageCount(Stage.FAILED, 8), StageCount(Stage.ACTIVE, 1620)])
    qtbot.addWidget(bar)
    assert bar.accessibleDescription() == "New Certificate Active 1,620, Update Failed 8"
    bar.put([])
    assert bar.accessibleDescription() == "No devices yet"


def test_the_steps_are_heard(qtbot) -> None:
    steps = StepList("Change", [StepLine("Choose", Progress.DONE), StepLine("Go", Progress.NOW)])
    qtbot.addWidget(steps)
    assert steps.accessibleDescription() == "Choose: done, Go: now"


# --- the life line ---


def test_the_life_is_heard_in_sentences(qtbot) -> None:
    line = LifeLine(life(now=ENDS - 37 * DAY, safe=ENDS - 26 * DAY))
    qtbot.addWidget(line)
    assert line.accessibleDescription() == (
        "Valid from 30 Dec 2024 to 30 Dec 2026, 16:12 UTC, 37 days left. "
        "Latest safe start 4 Dec 2026."
    )


@given(
    left=st.integers(-400, 8000),
    whole=st.integers(1, 9000),
    safe=st.one_of(st.none(), st.integers(-400, 9000)),
)
def test_parts_join_without_gap_and_marks_lie_on_them(
    left: int, whole: int, safe: int | None
) -> None:
    start = None if safe is None else ENDS - safe * DAY
    made = life(now=ENDS - left * DAY, safe=start, long=whole * DAY)
    found = parts(made)
    assert all(one.stop == other.start for one, other in pairwise(found))
    assert found[-1].stop == made.lens_ends
    assert all(made.lens_begins <= pin.at <= made.lens_ends for pin in pins(made))


@pytest.mark.parametrize("wide", [340, 640, 1200])
@pytest.mark.parametrize("left", [-30, 0, 1, 4, 20, 37, 89, 200, 700])
def test_no_words_of_the_line_stand_on_others(qtbot, wide, left) -> None:
    line = LifeLine(life(now=ENDS - left * DAY, safe=ENDS - 26 * DAY))
    qtbot.addWidget(line)
    line.resize(wide, line.sizeHint().height())
    line.grab()
    for above in (True, False):
        row = sorted((p.left, p.width) for p in line.placed() if p.pin.above is above)
        assert all(x + w < y for (x, w), (y, _) in pairwise(row))
        assert all(x >= 0 and x + w <= wide for x, w in row)


# --- dates ---


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=40), "40 days ago"),
        (timedelta(hours=-1), "in the future"),
    ],
)
def test_an_age_is_said_in_one_unit(now: datetime, gone: timedelta, words: str) -> None:
    assert ago(now - gone, now) == words


def test_days_are_written_in_the_operators_language(now: datetime) -> None:
    assert ago(None, now) == "never"
    assert week_day(now) == "Mon 23 Nov 2026"
    assert utc(now) == "23 Nov 2026, 12:00 UTC"
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        assert day(ENDS) == "30 Dez. 2026"
    finally:
        QLocale.setDefault(before)


# --- words that need room ---


@pytest.mark.parametrize("wide", [300, 420, 700])
def test_a_long_check_is_never_cut_off(qtbot, wide: int) -> None:
    long = "What was found at zen01.lab.example, and why it matters to whoever reads it. " * 3
    row = CheckRow(outcome=Outcome.WARN, text=long, cure=long, action="Cure it", key="cure")
    whole, card = QWidget(), Card("Health")
    qtbot.addWidget(whole)
    QVBoxLayout(whole).addWidget(card)
    card.body.addWidget(CheckLine(row))
    card.body.addStretch(1)
    whole.resize(wide, 1200)
    whole.show()
    for words in whole.findChildren(Words):
        assert words.height() >= words.heightForWidth(words.width())
