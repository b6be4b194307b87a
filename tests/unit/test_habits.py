"""The project's habits, checked on the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "em_desktop"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEST_MODULES = sorted((ROOT / "tests").rglob("*.py"))

LONGEST_MODULE = 500
LONGEST_TEST_MODULE = 900
LONGEST_FUNCTION = 60
BROAD_EXCEPT = {"gui/tasks.py", "gui/notify.py", "cli/main.py"}
"""The boundaries where every error is caught, to be told to the user."""
HEAVY = {"numpy", "yaml", "sqlite3", "pyqtgraph", "pygments", "requests", "multiprocessing"}
LIGHT = (
    "gui/app.py",
    "gui/main_window.py",
    "gui/theme",
    "gui/widgets",
    "gui/models",
    "cli/main.py",
    "recording",
)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            if name in names:
                yield node


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_grows_past_its_budget(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


def test_no_test_module_grows_past_its_budget() -> None:
    for path in TEST_MODULES:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_TEST_MODULE, path


def test_no_function_grows_past_its_budget() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_no_lambda_holds_a_widget_in_a_connection() -> None:
    held = [
        f"{name_of(path)}:{call.lineno}"
        for path in MODULES
        for call in calls(path, "connect")
        for argument in call.args
        if isinstance(argument, ast.Lambda)
        and any(isinstance(n, ast.Name) and n.id == "self" for n in ast.walk(argument))
    ]
    assert not held


def test_no_formatted_string_is_translated() -> None:
    formatted = [
        f"{name_of(path)}:{call.lineno}"
        for path in MODULES
        for call in calls(path, "tr", "translate")
        for argument in call.args
        if isinstance(argument, ast.JoinedStr)
    ]
    assert not formatted


def test_broad_excepts_stand_at_the_boundaries_only() -> None:
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
        and name_of(path) not in BROAD_EXCEPT
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
    ]
    assert not broad


def test_threads_and_processes_are_started_in_one_place() -> None:
    starters = {"Thread", "ThreadPoolExecutor", "ProcessPoolExecutor", "Process", "QThread"}
    started = [
        f"{name_of(path)}:{call.lineno}"
        for path in MODULES
        if name_of(path).startswith("gui/") and name_of(path) != "gui/tasks.py"
        for call in calls(path, *starters)
    ]
    assert not started


def test_nothing_heavy_is_imported_while_the_window_starts() -> None:
    heavy = [
        f"{name_of(path)}: {module}"
        for path in MODULES
        if name_of(path).startswith(LIGHT)
        for module in imported_at_start(tree_of(path))
        if module.split(".")[0] in HEAVY
    ]
    assert not heavy


def imported_at_start(tree: ast.Module) -> Iterator[str]:
    """Modules that a module imports outside of functions and type checking."""
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
