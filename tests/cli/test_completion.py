from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gdtutor.course.open import bundled_course, open_course
from gdtutor.language import languages
from tests.cli.conftest import Run


def completed(script: str, line: str, folder: Path) -> list[str]:
    """What bash offers at the end of the line, with gdtutor on its PATH."""
    (folder / "bin").mkdir(exist_ok=True)
    (folder / "script").write_text(script)
    program = folder / "bin" / "gdtutor"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gdtutor "$@"\n')
    program.chmod(0o755)
    ask = f"""
PATH="{folder}/bin:$PATH"
source "{folder}/script"
COMP_WORDS=({line.replace("|", "''")})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
COMP_LINE="{line}"
_shtab_gdtutor
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    run = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, encoding="utf-8", check=True, timeout=60)
    return run.stdout.split()


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_completes_options_and_lesson_ids(gdtutor: Run, tmp_path: Path) -> None:
    script = gdtutor("--print-completion", "bash").stdout
    assert {"--course", "--list", "--reset", "--print-completion"} <= set(completed(script, "gdtutor --", tmp_path))
    ids = [lesson.id for lesson in open_course(bundled_course("en")).lessons]
    assert completed(script, "gdtutor |", tmp_path) == ["check", *ids]
    assert completed(script, f"gdtutor {ids[-1][:4]}", tmp_path) == [ids[-1]]
    assert set(completed(script, "gdtutor --print-completion |", tmp_path)) >= {"bash", "zsh", "tcsh"}
    assert set(completed(script, "gdtutor --lang |", tmp_path)) >= set(languages())
    (tmp_path / "my-course").mkdir()
    assert completed(script, f"gdtutor check {tmp_path}/my", tmp_path) == [f"{tmp_path}/my-course"]
    assert completed(script, f"gdtutor {ids[0]} {tmp_path}/my", tmp_path) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_every_shell_gets_a_script(gdtutor: Run, shell: str) -> None:
    run = gdtutor("--print-completion", shell)
    assert (run.stderr, run.returncode) == ("", 0)
    assert "gdtutor --list" in run.stdout
