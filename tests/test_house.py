"""The rules of the house that no linter knows."""

import ast
import hashlib
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "zenca_gui"
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        yield path.relative_to(ROOT).as_posix(), ast.parse(text, filename=str(path))


def dotted(node: ast.AST) -> str:
    """`datetime.now` for the expression that says so, wherever it is rooted."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def calls() -> Iterator[tuple[str, int, str, ast.Call]]:
    for where, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield where, node.lineno, dotted(node.func), node


def test_only_the_app_reads_the_clock() -> None:
    clocks = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    found = [f"{w}:{line} {name}" for w, line, name, _ in calls() if name.endswith(clocks)]
    assert [each for each in found if not each.startswith("zenca_gui/app")] == []


def test_nothing_sleeps() -> None:
    found = [f"{w}:{line}" for w, line, name, _ in calls() if name in {"time.sleep", "sleep"}]
    assert found == []


def test_no_sentence_is_built_before_it_is_translated() -> None:
    found = [
        f"{where}:{line}"
        for where, line, name, call in calls()
        if name in {"_", "ngettext"} and any(isinstance(a, ast.JoinedStr) for a in call.args)
    ]
    assert found == []


def test_host_keys_are_never_waved_through() -> None:
    found = [
        f"{where}:{line}"
        for where, line, _, call in calls()
        for word in call.keywords
        if word.arg == "known_hosts" and getattr(word.value, "value", ...) is None
    ]
    assert found == []


def test_core_is_the_standard_library_and_nothing_else() -> None:
    allowed = sys.stdlib_module_names | {"zenca_gui"}
    found = []
    for where, tree in modules():
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if where.startswith("zenca_gui/core/"):
                found += [f"{where}: {n}" for n in names if n.split(".")[0] not in allowed]
    assert found == []


def test_every_file_name_says_what_is_inside() -> None:
    found = [where for where, _ in modules() if Path(where).stem in NAMES_THAT_SAY_NOTHING]
    assert found == []


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [str(f) for f in sorted(folders) if not (f / "__init__.py").exists()] == []


def test_files_and_functions_can_be_read_at_one_sitting() -> None:
    long = []
    for where, tree in modules():
        length = len((ROOT / where).read_text(encoding="utf-8").splitlines())
        long += [f"{where}: {length} lines"] if length > 350 else []
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                long += [f"{where}: {node.name} has {size} lines"] if size > 60 else []
    assert long == []


def test_sorting_and_filtering_belong_to_sql() -> None:
    banned = ("QSortFilterProxyModel", "QtSql", "processEvents")
    found = [
        f"{path.name}: {word}"
        for path in PACKAGE.rglob("*.py")
        for word in banned
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_a_thousand_void_calls_of_qt_lose_no_reference_to_none() -> None:
    """PySide6 6.12.0 loses one at each on CPython 3.11, and aborts after some thousands."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert abs(sys.getrefcount(None) - before) < 100


def test_the_locks_hold_every_dependency_and_no_address() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-dev.lock": project["dependency-groups"]["dev"],
    }
    for name, requirements in wanted.items():
        lock = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in lock
        for requirement in requirements:
            word = requirement.split(">")[0].split("=")[0].lower()
            assert f"\n{word}==" in f"\n{lock}"


def test_the_licence_is_the_apache_text_to_the_letter() -> None:
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()
    assert digest == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"
