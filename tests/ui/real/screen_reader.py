"""What does a screen reader find? Run by the system's Python, which has pyatspi; prints JSON.

screen_reader.py PID PASSWORD: logs in, waits for the warning, opens the wizard from it.
"""

import json
import sys
import threading
from collections.abc import Iterator

import pyatspi
from gi.repository import GLib

PATIENCE = 40.0
STEP = threading.Event()


def below(one: pyatspi.Accessible, *, hidden: bool = False) -> Iterator[pyatspi.Accessible]:
    """Return everything in it that can be seen, itself first; with `hidden` the rest too."""
    yield one
    if one.getRoleName() in ("table", "list", "combo box"):
        return
    for at in range(one.childCount):
        child = one.getChildAtIndex(at)
        if child is not None and (hidden or child.getState().contains(pyatspi.STATE_SHOWING)):
            yield from below(child, hidden=hidden)


def application(pid: int) -> pyatspi.Accessible | None:
    """Return the application with this process id."""
    desktop = pyatspi.Registry.getDesktop(0)
    desktop.clear_cache()  # without a main loop nobody else does
    for at in range(desktop.childCount):
        one = desktop.getChildAtIndex(at)
        if one is not None and one.get_process_id() == pid:
            return one
    return None


def find(pid: int, role: str, name: str) -> pyatspi.Accessible:
    """Wait until something with this role and name can be seen."""
    for _turn in range(int(PATIENCE / 0.2)):
        try:
            app = application(pid)
            for one in below(app) if app is not None else ():
                if one.getRoleName() == role and one.name == name:
                    return one
        except GLib.GError as error:  # a window that closes takes its objects with it
            print(error.message, file=sys.stderr)
        STEP.wait(0.2)
    raise SystemExit(f"no {role} is called {name!r}")


def press(one: pyatspi.Accessible) -> None:
    """Do what a press does."""
    one.queryAction().doAction(0)


def names(pid: int, role: str, within: str) -> list[str]:
    """Return the names of all with this role, in the first part with the other."""
    part = next(one for one in below(application(pid)) if one.getRoleName() == within)
    return [one.name for one in below(part, hidden=True) if one.getRoleName() == role]


def main(pid: int, password: str) -> None:
    """Walk from the log in to the wizard; say what was found."""
    find(pid, "dialog", "Log in")
    found = {"application": application(pid).name}
    find(pid, "password text", "Password").queryEditableText().setTextContents(password)
    press(find(pid, "push button", "Log in"))
    warning = find(pid, "dialog", "Expiry warning")
    found["warning"] = [one.name for one in below(warning) if one.getRoleName() == "push button"]
    press(find(pid, "push button", "Change the CA…"))
    found["wizard"] = [find(pid, "push button", n).name for n in ("Next", "Back", "Cancel")]
    found["panes"] = names(pid, "page tab", "page tab list")
    found["actions"] = names(pid, "menu item", "menu bar")
    print(json.dumps(found))


main(int(sys.argv[1]), sys.argv[2])
