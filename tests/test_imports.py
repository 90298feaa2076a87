"""What a fresh interpreter has really imported, whatever the import statements look like."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import gdtutor

TORCH_SIDE = {"gdtutor.trainer.__main__", "gdtutor.trainer.serve", "gdtutor.trainer.run", "gdtutor.trainer.walk"}
HEAVY = {"torch", "plotext", "numpy"}
SCREEN = {"textual", "rich"}

WATCHED = """
import sys
try:
    {what}
finally:
    print("\\nIMPORTED", *sorted(name for name in sys.modules if "." not in name or name.startswith("gdtutor")))
"""


def imported_by(what: str) -> set[str]:
    """The top-level packages, and gdtutor's own modules, that a new Python has after doing `what`."""
    run = subprocess.run(
        [sys.executable, "-c", WATCHED.format(what=what)], capture_output=True, text=True, check=False, timeout=60
    )
    assert run.returncode == 0, run.stderr
    return set(run.stdout.rpartition("\nIMPORTED ")[2].split())


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(argument: str) -> None:
    imported = imported_by(f"from gdtutor.cli import main; assert main(['{argument}']) == 0")
    assert "gdtutor.cli" in imported
    assert not imported & (HEAVY | SCREEN | {"sqlite3", "markdown_it", "yaml", "asyncio"})


def test_the_list_of_lessons_needs_no_screen() -> None:
    imported = imported_by("from gdtutor.cli import main; assert main(['--list']) == 0")
    assert "sqlite3" in imported
    assert not imported & (HEAVY | SCREEN)


def test_the_first_painted_screen_needs_neither_torch_nor_plotext_nor_numpy() -> None:
    imported = imported_by("import gdtutor.tui.app, gdtutor.course.open, gdtutor.learner.progress")
    assert "textual" in imported
    assert not imported & HEAVY


def test_plain_mode_needs_no_screen_and_its_first_lines_nothing_heavy() -> None:
    imported = imported_by("import gdtutor.plain.converse, gdtutor.cli.plain, gdtutor.course.open, gdtutor.learner.progress")
    assert "gdtutor.plain.reader" in imported
    assert not imported & (HEAVY | SCREEN)
    assert not {name for name in imported if name.startswith("gdtutor.tui")}


def test_the_process_that_draws_never_imports_torch() -> None:
    modules = {found.name for found in pkgutil.walk_packages(gdtutor.__path__, "gdtutor.")}
    assert modules > TORCH_SIDE
    ours = sorted(modules - TORCH_SIDE - {"gdtutor.__main__"})
    imported = imported_by("import " + ", ".join(ours))
    assert imported >= {"gdtutor.tui.app", "gdtutor.trainer.client", "plotext", "numpy"}
    assert "torch" not in imported
