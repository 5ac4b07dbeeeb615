"""The same console and lab as the wizard's, with a change that is assigned."""

import pytest

from tests.ui.change.conftest import MAREN, ahead, console, lab, prepared, quiet
from zenca_gui.core.ca_change import ChangeKind
from zenca_gui.core.zone import Zone
from zenca_gui.ui.rollout.pane import RolloutPane

__all__ = ["ahead", "assigned", "console", "lab", "pane", "prepared", "quiet"]


@pytest.fixture
def assigned(console, lab, prepared) -> Zone:
    """A lab whose update is assigned and not delivered yet."""
    console.changes.start(lab.id, ChangeKind.REMINT, by=MAREN)
    console.recovery.prove(lab.id, prepared(lab), by=MAREN)
    console.changes.assign(lab.id, typed_name=lab.name, by=MAREN)
    return console.desk.zone(lab.id)


@pytest.fixture
def pane(qtbot, tasks, console) -> RolloutPane:
    made = RolloutPane(console, tasks, MAREN)
    qtbot.addWidget(made)
    made.resize(1072, 657)
    made.show()
    return made
