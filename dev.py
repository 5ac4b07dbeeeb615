"""Run zenca, or test it, on a machine that has nothing but git and Python.

    python3 dev.py run [zenca arguments]    open the window, or do one command
    python3 dev.py test [pytest arguments]  every check and every test
    python3 dev.py lint                     the checks alone
    python3 dev.py bench [names]            the table of numbers, or some of its measures

Standard library only. What is missing is installed where that is allowed, else named in one line.
"""

import contextlib
import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

WINDOW_PACKAGES = [
    "fonts-dejavu-core",
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libgl1",
    "libglib2.0-0",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxcb-shape0",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
]
TEST_PACKAGES = [
    "age",
    "at-spi2-core",
    "ca-certificates",
    "curl",
    "dbus",
    "default-jre-headless",
    "gnome-keyring",
    "gnutls-bin",
    "libnss3-tools",
    "openbox",
    "openssh-client",
    "openssh-server",
    "openssl",
    "poppler-utils",
    "python3-pyatspi",
    "xdotool",
    "xvfb",
]
KEYRING = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
INSTALL = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
PATIENT = ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"]


def main(arguments: list[str]) -> int:
    """Do what the first argument says; return the exit code."""
    commands = {"run": run, "test": test, "lint": lint_only, "bench": bench}
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        found = ".".join(map(str, sys.version_info[:2]))
        say(f"zenca needs Python 3.11, 3.12 or 3.13; this is {found}.")
        return 2
    if not arguments or arguments[0] not in commands:
        print(__doc__.strip())
        return 0 if arguments[:1] in (["--help"], ["-h"]) else 2
    return commands[arguments[0]](arguments[1:])


def run(arguments: list[str]) -> int:
    """Open the window; with arguments, do that command; without a display, play the tour."""
    prepare("run", WINDOW_PACKAGES)
    if not arguments:
        arguments = ["gui"]
        if sys.platform == "linux" and not has_display():
            say("There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set),")
            say("so no window can open. This is `zenca tour`, the same work in words:")
            arguments = ["tour"]
    return become([str(PYTHON), "-m", "zenca_gui", *arguments])


def test(arguments: list[str]) -> int:
    """Run every check, then every test; pytest has the last word."""
    prepare("dev", WINDOW_PACKAGES + TEST_PACKAGES)
    untidy = lint()
    return in_session([str(PYTHON), "-m", "pytest", *arguments]) or untidy


def lint_only(_arguments: list[str]) -> int:
    """Run the checks that need no test."""
    prepare("dev", [])
    return lint()


def bench(arguments: list[str]) -> int:
    """Print the table of numbers."""
    prepare("dev", WINDOW_PACKAGES + TEST_PACKAGES)
    return in_session([str(PYTHON), "-m", "bench", *arguments])


def lint() -> int:
    """Run all checks side by side; print each one's words; return 1 when one complains."""
    here = PYTHON.parent
    checks = [
        [here / "ruff", "check", "--quiet", "."],
        [here / "ruff", "format", "--check", "--quiet", "."],
        [PYTHON, "-m", "mypy", "--strict", "zenca_gui"],
        [here / "lint-imports"],
    ]
    running = [
        subprocess.Popen(
            [str(word) for word in check],
            cwd=ROOT,
            env=environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for check in checks
    ]
    failed = 0
    for check, process in zip(checks, running, strict=True):
        words = process.communicate()[0].rstrip()
        name = " ".join([Path(check[0]).stem if check[0] != PYTHON else "", *map(str, check[1:])])
        say(f"{name.strip()}: {'fails' if process.returncode else 'fine'}")
        if process.returncode:
            print(words, flush=True)
            failed = 1
    return failed


# --- what the machine must have ---


def prepare(kind: str, packages: list[str]) -> None:
    """Bring system packages and the virtual environment to what the lock file says."""
    lacking_venv = importlib.util.find_spec("ensurepip") is None
    if sys.platform == "linux":
        system_packages(packages + (["python3-venv"] if lacking_venv else []))
    stamp = VENV / f"installed-{kind}"
    wanted = fingerprint(kind)
    more = VENV / "installed-dev"  # the tests' environment holds everything the program needs
    if read(stamp) == wanted or (kind == "run" and read(more) == fingerprint("dev")):
        return
    if subprocess.call([str(PYTHON), "-m", "pip", "-qq", "--version"]) if PYTHON.exists() else 1:
        say(f"Making the virtual environment in {VENV.name} …")
        subprocess.check_call([sys.executable, "-m", "venv", "--clear", str(VENV)])
    say(f"Installing what {lock_of(kind).name} lists …")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    strict = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    subprocess.check_call([*pip, *strict, "-r", str(lock_of(kind))], env=environment())
    site = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages_folder = subprocess.check_output([str(PYTHON), "-c", site], text=True).strip()
    Path(packages_folder, "zenca-checkout.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    stamp.write_text(wanted, encoding="utf-8")


def lock_of(kind: str) -> Path:
    """Return the lock file of the program, or of the program and its tests."""
    return ROOT / ("requirements.lock" if kind == "run" else "requirements-dev.lock")


def fingerprint(kind: str) -> str:
    """Return what must be equal for an environment to be still the right one."""
    parts = [sys.version, str(ROOT), lock_of(kind).read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def read(path: Path) -> str:
    """Return the file's text, or nothing where there is no file."""
    return path.read_text(encoding="utf-8") if path.exists() else ""


def system_packages(wanted: list[str]) -> None:
    """Install the Debian packages that are missing, or say the one line to type and stop."""
    if not wanted:
        return
    if shutil.which("dpkg-query") is None:
        say("This is not a Debian: please see to the equivalents of " + " ".join(wanted) + ".")
        return
    missing = sorted(set(wanted) - installed_packages())
    if not missing:
        return
    leave = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if leave and (shutil.which("sudo") is None or subprocess.call(["sudo", "-n", "true"])):
        say("System packages are missing, and installing them is not allowed here.")
        sudo = "sudo " if shutil.which("sudo") else ""
        say("Please type:" if sudo else "Please type, as root:")
        say(f"  {sudo}apt-get update && {sudo}{' '.join(INSTALL)} {' '.join(missing)}")
        raise SystemExit(1)
    say("Installing system packages: " + " ".join(missing) + " …")
    silent = [*leave, "env", "DEBIAN_FRONTEND=noninteractive"]
    subprocess.check_call([*silent, "apt-get", "update", "-qq", *PATIENT])
    with tempfile.TemporaryFile() as words:
        code = subprocess.call(
            [*silent, *INSTALL, *PATIENT, *missing], stdout=words, stderr=subprocess.STDOUT
        )
        if code:
            words.seek(0)
            say(words.read().decode(errors="replace"))
            say("apt-get did not install them. Nothing else was changed; see its words above.")
            raise SystemExit(1)


def installed_packages() -> set[str]:
    """Return the names of all installed packages and of what they provide."""
    form = "${db:Status-Abbrev}|${Package}|${Provides}\n"
    names: set[str] = set()
    for line in subprocess.check_output(["dpkg-query", "-W", "-f", form], text=True).splitlines():
        state, package, provides = line.split("|", 2)
        if state.startswith("ii"):
            names |= {package, *(word.split()[0] for word in provides.split(",") if word.strip())}
    return names


def has_display() -> bool:
    """Tell whether a window has somewhere to open."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# --- the tests' own session: home, screen, message bus, keyring ---


def in_session(command: list[str]) -> int:
    """Run the command with a home, a screen, a bus and an unlocked keyring of its own."""
    own = environment(QT_QPA_PLATFORM="offscreen", LC_ALL="C.UTF-8", ZENCA_TEST_KEYRING="1")
    for name in ("WAYLAND_DISPLAY", "ZENCA_DATA_DIR", "LANGUAGE", "DBUS_SESSION_BUS_ADDRESS"):
        own.pop(name, None)
    if sys.platform != "linux":
        return subprocess.call(command, cwd=ROOT, env=own)
    with contextlib.ExitStack() as session:
        home = tempfile.TemporaryDirectory(prefix="zenca-", ignore_cleanup_errors=True)
        own["HOME"] = own["XDG_RUNTIME_DIR"] = session.enter_context(home)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that all of it ends
        for offer, program in ((screen, "Xvfb"), (bus, "dbus-daemon"), (keyring, KEYRING[0])):
            if shutil.which(program):
                session.enter_context(offer(own))
            else:
                say(f"There is no {program}: the tests that need it will fail or be left out.")
        return subprocess.call(command, cwd=ROOT, env=own)


@contextlib.contextmanager
def screen(own: dict[str, str]) -> Iterator[None]:
    """Give an X screen that nobody sees, on a free number."""
    size = ["-screen", "0", "1280x800x24", "-nolisten", "tcp"]
    with telling(["Xvfb", *size, "-displayfd", "{fd}"], own) as number:
        own["DISPLAY"] = f":{number}"
        yield


@contextlib.contextmanager
def bus(own: dict[str, str]) -> Iterator[None]:
    """Give a message bus of one's own."""
    daemon = ["dbus-daemon", "--session", "--nofork", "--print-address={fd}"]
    with telling(daemon, own) as address:
        own["DBUS_SESSION_BUS_ADDRESS"] = address
        yield


@contextlib.contextmanager
def telling(command: list[str], own: dict[str, str]) -> Iterator[str]:
    """Run what tells its address on the file descriptor `{fd}`; return the address."""
    reading, writing = os.pipe()
    started = subprocess.Popen(
        [word.format(fd=writing) for word in command],
        pass_fds=[writing],
        env=own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with ended(started), os.fdopen(reading) as words:
        yield words.readline().strip()


@contextlib.contextmanager
def keyring(own: dict[str, str]) -> Iterator[None]:
    """Give an unlocked Secret Service that holds nothing."""
    started = subprocess.Popen(
        KEYRING,
        env=own,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with ended(started):
        started.stdin.write(b"a word for the tests")
        started.stdin.close()
        wait_for_service("org.freedesktop.secrets", own)
        yield


def wait_for_service(name: str, own: dict[str, str]) -> None:
    """Return once the name is on the bus: asked for earlier, the bus would start another."""
    driver = ["org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner"]
    ask = ["dbus-send", "--session", "--print-reply", f"--dest={driver[0]}", *driver[1:]]
    for _attempt in range(500):
        if b"true" in subprocess.check_output([*ask, f"string:{name}"], env=own):
            return
        threading.Event().wait(0.02)
    say(f"{name} did not come up: the tests of the keyring will say so.")


@contextlib.contextmanager
def ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """End the process whatever happens in between."""
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


# --- small words ---


def environment(**more: str) -> dict[str, str]:
    """Return this environment with `more`, and without what would slow every start."""
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return kept | more


def become(command: list[str]) -> int:
    """Turn into the command where that is possible, so that its signals are its own."""
    os.chdir(ROOT)
    if not WINDOWS:
        os.execve(command[0], command, environment())
    return subprocess.call(command, env=environment())


def say(sentence: str) -> None:
    """Print at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        say(f"This did not work: {' '.join(map(str, error.cmd))}")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
