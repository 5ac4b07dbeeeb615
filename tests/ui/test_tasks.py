"""Answers arrive on the main thread, or not at all."""

import sys
import threading

from PySide6.QtCore import QObject

from zenca_gui.ui.tasks import Stopped, TaskRunner


def test_work_is_done_elsewhere_and_answered_here(qtbot, tasks) -> None:
    seen = []
    answer = lambda worker: seen.append((worker, threading.get_ident()))  # noqa: E731
    tasks.run(threading.get_ident, then=answer, failed=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    worker, here = seen[0]
    assert here == threading.get_ident() != worker


def test_errors_come_back(qtbot, tasks) -> None:
    seen = []
    tasks.run(lambda: 1 / 0, then=seen.append, failed=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert isinstance(seen[0], ZeroDivisionError)


def test_two_thousand_answers_all_arrive(qtbot, tasks) -> None:
    seen = []
    for i in range(2000):
        tasks.run(lambda i=i: i * i, then=seen.append, failed=seen.append)
    qtbot.waitUntil(lambda: len(seen) == 2000, timeout=10_000)
    assert sorted(seen) == [i * i for i in range(2000)]


def test_an_owner_that_is_gone_gets_no_answer(qtbot, tasks) -> None:
    gate, seen, parent = threading.Event(), [], QObject()
    owner = QObject(parent)
    tasks.run(gate.wait, then=seen.append, failed=seen.append, owner=owner)
    del parent
    gate.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert seen == []


def test_a_cancelled_task_gives_no_answer_begun_or_not(qtbot) -> None:
    gate, began, seen = threading.Event(), threading.Event(), []
    runner = TaskRunner(workers=1)

    def work() -> bool:
        began.set()
        return gate.wait(10)

    first = runner.run(work, then=seen.append, failed=seen.append)
    second = runner.run(work, then=seen.append, failed=seen.append)
    assert began.wait(10)
    second.cancel()
    first.cancel()
    gate.set()
    qtbot.waitUntil(lambda: runner.idle)
    runner.shutdown()
    assert seen == []


def test_shutdown_waits_for_what_runs_and_drops_the_rest(qtbot) -> None:
    gate, began, ended, seen = threading.Event(), threading.Event(), threading.Event(), []
    runner = TaskRunner(workers=1)

    def work() -> None:
        began.set()
        gate.wait(10)
        ended.set()

    for _ in range(20):
        runner.run(work, then=seen.append, failed=seen.append)
    assert began.wait(10)
    threading.Timer(0.05, gate.set).start()
    runner.shutdown()
    assert ended.is_set()
    qtbot.waitUntil(lambda: runner.idle)
    assert 1 <= len(seen) < 20
    assert runner.run(work, then=seen.append, failed=seen.append).dropped


def test_it_says_when_it_begins_and_when_it_rests(qtbot, tasks) -> None:
    with qtbot.waitSignals([tasks.began, tasks.rested]):
        tasks.run(lambda: 1, then=lambda _: None, failed=lambda _: None)


def test_of_much_progress_the_last_word_is_shown_here(qtbot, tasks) -> None:
    heard, threads = [], set()

    def hear(done: int, total: int, words: str) -> None:
        heard.append((done, total, words))
        threads.add(threading.get_ident())

    tell = tasks.progress_to(hear)

    def work() -> None:
        for done in range(1, 1001):
            tell(done, 1000, f"device {done}")

    tasks.run(work, then=lambda _: None, failed=heard.append)
    qtbot.waitUntil(lambda: heard[-1:] == [(1000, 1000, "device 1000")])
    assert len(heard) < 1000
    assert heard == sorted(heard)
    assert threads == {threading.get_ident()}


def test_progress_for_an_owner_that_is_gone_is_not_told(qtbot, tasks) -> None:
    heard, parent = [], QObject()
    tell = tasks.progress_to(lambda *told: heard.append(told), owner=QObject(parent))
    del parent
    tell(1, 2, "")
    done = []
    tasks.run(lambda: tell(2, 2, ""), then=done.append, failed=done.append)
    qtbot.waitUntil(lambda: len(done) == 1)
    assert heard == []


def test_stopped_work_ends_at_its_next_word_and_says_so(qtbot, tasks) -> None:
    heard, gate, began = [], threading.Event(), threading.Event()
    tell = tasks.progress_to(lambda *told: None)

    def work() -> None:
        tell(1, 2, "")
        began.set()
        gate.wait(10)
        tell(2, 2, "")

    tasks.run(work, then=heard.append, failed=heard.append)
    assert began.wait(10)
    tell.stop()
    gate.set()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert isinstance(heard[0], Stopped)
    assert heard[0].hint


def test_a_busy_worker_lets_the_main_thread_on_within_a_millisecond(tasks) -> None:
    assert tasks.idle
    assert sys.getswitchinterval() <= 0.001


def test_what_lasts_is_done_though_it_had_not_begun_when_the_window_closed(qtbot) -> None:
    gate, began, done = threading.Event(), threading.Event(), []
    runner = TaskRunner(workers=1)

    def busy() -> None:
        began.set()
        gate.wait()

    def wanted() -> None:
        done.append("kept")

    runner.run(busy, then=done.append, failed=done.append)
    began.wait()
    runner.run(wanted, then=done.append, failed=done.append, lasting=True)
    threading.Timer(0.05, gate.set).start()
    runner.shutdown()
    assert done == ["kept"]
