"""A start and a log in read no XML: the adapter is imported when a zone is first read."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_neither_the_command_line_nor_the_window_imports_zeep_at_start() -> None:
    code = (
        "import sys; import zenca_gui.app, zenca_gui.cli.main, zenca_gui.services.console;"
        "import zenca_gui.ui.shell.window;"
        "from pathlib import Path; import tempfile;"
        "from zenca_gui.store.database import open_store; from zenca_gui.vault.memory import"
        " MemoryVault; folder = Path(tempfile.mkdtemp());"
        "made = zenca_gui.app.make_console(open_store(folder, now=zenca_gui.app.clock()),"
        " MemoryVault(), folder); made.syncing.due(started=zenca_gui.app.clock());"
        "print(sorted({'zeep', 'lxml', 'requests'} & set(sys.modules)));"
        "made.desk.zenworks.reading;"
        "print(sorted({'zeep', 'lxml'} & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        timeout=60,
    )  # fmt: skip
    assert ran.stdout.splitlines() == ["[]", "['lxml', 'zeep']"]
