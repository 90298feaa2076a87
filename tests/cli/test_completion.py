from __future__ import annotations

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from gdtutor.cli.arguments import COMMANDS, parser
from gdtutor.course.open import bundled_course, open_course
from gdtutor.descent.experiment import DATASETS
from gdtutor.language import languages
from tests.cli.conftest import Run

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")


def completed(script: str, lines: list[str], folder: Path) -> list[list[str]]:
    """What bash offers at the end of each line, with gdtutor on its PATH; a | stands for a word not yet begun."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "script").write_text(script)
    program = folder / "bin" / "gdtutor"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gdtutor "$@"\n')
    program.chmod(0o755)
    ask = [f'PATH="{folder}/bin:$PATH"', f'source "{folder}/script"']
    for line in lines:
        words = line.replace("|", "''")
        ask += [
            f"COMP_WORDS=({words})",
            "COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))",
            "_shtab_gdtutor",
            "printf '%s\\n' \"${COMPREPLY[@]}\" --",
        ]
    run = subprocess.run(["bash", "-c", "\n".join(ask)], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60)
    return [block.split() for block in run.stdout.split("--\n")[: len(lines)]]


@needs_bash
def test_bash_completes_commands_lessons_and_options(gdtutor: Run, tmp_path: Path) -> None:
    script = gdtutor("--print-completion", "bash").stdout
    ids = [lesson.id for lesson in open_course(bundled_course("en")).lessons]
    lines = ["gdtutor |", f"gdtutor {ids[-1][:4]}", "gdtutor --", "gdtutor --print-completion |", "gdtutor --lang |"]
    first, lesson, options, shells, spoken = completed(script, lines, tmp_path)
    assert first == [*ids, *COMMANDS]
    assert lesson == [ids[-1]]
    assert {option for action in parser()._actions for option in action.option_strings if option.startswith("--")} == set(options)
    assert shells == ["bash", "zsh", "tcsh"]
    assert spoken == list(languages())


@needs_bash
def test_bash_completes_what_follows_a_command(gdtutor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = gdtutor("--print-completion", "bash").stdout
    monkeypatch.chdir(tmp_path)
    Path("my-course").mkdir()
    Path("mine.csv").touch()
    asked = {
        "gdtutor run --form": ["--format"],
        "gdtutor --lang ko run --format |": ["plot", "table", "csv", "json", "script"],
        "gdtutor lab --opt": ["--optimizer"],
        "gdtutor lab --optimizer Ad": ["Adam", "Adagrad", "AdamW"],
        "gdtutor run --lr 0.1 --device |": ["cpu", "cuda", "mps", "auto"],
        # As it must be typed: parentheses mean something to a shell.
        "gdtutor run --model s": ["sin\\(Wx\\)"],
        "gdtutor run --data w": ["wave"],
        "gdtutor run --data m": ["mine.csv", "my-course"],
        "gdtutor lab --data mi": ["mine.csv"],
        "gdtutor run --output mi": ["mine.csv"],
        "gdtutor check-loop mi": ["mine.csv"],
        "gdtutor check m": ["my-course"],
        "gdtutor check --no": ["--no-pages"],
        "gdtutor plain hyp": ["hypothesis"],
        "gdtutor plain --pic": ["--pictures"],
        "gdtutor hypothesis m": [],
    }
    for line, found in zip(asked, completed(script, list(asked), tmp_path), strict=True):
        assert sorted(found) == sorted(asked[line]), line


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_every_shell_gets_a_script_with_every_option_of_every_command(gdtutor: Run, shell: str) -> None:
    run = gdtutor("--print-completion", shell)
    assert (run.stderr, run.returncode) == ("", 0)
    assert "gdtutor --list" in run.stdout
    for name, module in COMMANDS.items():
        assert name in run.stdout
        for action in import_module(module).options()._actions:
            # tcsh knows no prefix of its own: the dashes stand once, before all of them.
            options = [option.lstrip("-") if shell == "tcsh" else option for option in action.option_strings]
            assert all(option in run.stdout for option in options)
    assert all(dataset in run.stdout for dataset in DATASETS) != (shell == "tcsh")


def test_tcsh_gets_no_slash_within_a_command(gdtutor: Run) -> None:
    """tcsh separates the parts of a completion by slashes: p/1/`command`/."""
    lines = [line.strip(" \\'") for line in gdtutor("--print-completion", "tcsh").stdout.splitlines() if "`" in line]
    assert len(lines) >= 3
    assert {line.count("/") for line in lines} == {3}
