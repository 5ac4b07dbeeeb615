"""The lab's process: `python -m zenca_gui.lab FOLDER`. It ends when its standard input does."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from zenca_gui.lab.box import Box
from zenca_gui.lab.plan_file import Start, take_start


def main(arguments: list[str]) -> int:
    """Run the lab whose plan lies in the folder; say on standard output that it is up, or why not.

    Whoever started it holds the other end of standard input: when they end, however they end,
    it closes. (PR_SET_PDEATHSIG would follow the thread that started us, not the process.)
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is for the one who started us
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")
    try:
        asyncio.run(_run(take_start(Path(arguments[0]))))
    except OSError as error:
        _say({"failed": str(error)})
        return 1
    return 0


async def _run(start: Start) -> None:
    box = Box(start)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(_told_to_the_log)
    loop_ended = threading.Event()

    def watch() -> None:
        while os.read(0, 1024):
            pass
        if not loop_ended.is_set():
            loop.call_soon_threadsafe(box.ended.set)

    threading.Thread(target=watch, daemon=True, name="parent").start()
    if hasattr(signal, "SIGTERM") and sys.platform != "win32":
        loop.add_signal_handler(signal.SIGTERM, box.ended.set)
    try:
        await box.run(ready=lambda: _say({"ready": True}))
    finally:
        loop_ended.set()


def _told_to_the_log(_loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    # A client that went away in the middle; and what asyncio of 3.11 makes of a conversation that
    # the end cuts off (github.com/python/cpython/issues/113538).
    if isinstance(error, OSError | asyncio.CancelledError):
        return
    known = error if isinstance(error, BaseException) else None
    logging.getLogger(__name__).error("%s", context.get("message"), exc_info=known)


def _say(note: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(note) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
