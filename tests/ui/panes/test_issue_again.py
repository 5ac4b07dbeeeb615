"""A server lost its key in the middle of a change: another certificate, from its row."""

import json

import pytest
from PySide6.QtWidgets import QDialog

from zenca_gui.core.certificate import CertificateStatus
from zenca_gui.core.change_kind import ChangeKind
from zenca_gui.core.zone import Actor
from zenca_gui.services.change.begin import PREFLIGHT
from zenca_gui.ui.panes.certificates import CertificatesPane
from zenca_gui.ui.rollout.asking import AskingDialog

MAREN = Actor("maren")


@pytest.fixture
def made(console, north) -> None:
    """The open change of north has its material; that no server answers is not tried here."""
    changes = console.changes
    change = changes.start(north.id, ChangeKind.REMINT, by=MAREN)
    changes.choose(north.id, changes.proposal(north.id), by=MAREN)
    with console.desk.store.transaction():
        passed = {"outcome": "pass", "by": MAREN, "checks": []}
        console.desk.store.changes.keep(change.id, PREFLIGHT, json.dumps(passed))
    changes.make_material(north.id, by=MAREN)


@pytest.fixture
def pane(qtbot, seat, north, made) -> CertificatesPane:
    pane = CertificatesPane(seat)
    qtbot.addWidget(pane)
    pane.resize(1060, 690)
    pane.show()
    pane.show_zone(north.id)
    qtbot.waitUntil(lambda: pane.rows.rowCount() == 4)
    return pane


def choose(pane: CertificatesPane, status: CertificateStatus) -> str:
    rows = [pane.rows.value(n) for n in range(pane.rows.rowCount())]
    at = next(n for n, r in enumerate(rows) if r.line.certificate.status is status)
    pane.table.selectRow(at)
    return rows[at].line.server.fqdn


def test_only_a_certificate_of_the_open_change_is_issued_again(pane, ill) -> None:
    choose(pane, CertificateStatus.ACTIVE)
    assert not pane.again.isVisible()
    choose(pane, CertificateStatus.FUTURE)
    assert pane.again.isVisible()
    assert pane.again.accessibleName() == "Issue again in the open change…"
    assert ill(pane) == []
    pane.chain.selectRow(0)
    assert not pane.again.isVisible()


def test_it_asks_then_issues_and_the_one_before_is_given_up(
    qtbot, pane, console, north, ill
) -> None:
    fqdn = choose(pane, CertificateStatus.FUTURE)
    before = {c.id for c in console.certificates.of(north.id)}
    pane.again.click()
    [dialog] = [d for d in pane.findChildren(QDialog) if d.isVisible()]
    assert isinstance(dialog, AskingDialog)
    assert fqdn in dialog.windowTitle()
    assert ill(dialog) == []
    with qtbot.waitSignal(pane.changed, timeout=5000):
        dialog.do.click()
    [fresh] = [c for c in console.certificates.of(north.id) if c.id not in before]
    assert fresh.status is CertificateStatus.FUTURE
    assert fresh.certificate.names == (fqdn, "127.0.0.1")
    assert len(console.changes.material(north.id).certificates) == 2
