"""Names, arguments, environment and files of others, wherever the command line speaks of them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from textual.widgets import Static

from gdtutor.check.pages import _Proof
from gdtutor.cli import main
from gdtutor.cli.report import report
from gdtutor.course.open import open_course
from gdtutor.lab.exports.files import shown
from gdtutor.learner.paths import state_directory
from gdtutor.learner.progress import Progress
from tests.cli.conftest import LESSON
from tests.hostile.signs import raw

NAME = "a\x1b[2J\x1b]52;c;eA==\x07\x9b\u202e\nZ\udcff%s[{x}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good course in a folder whose name is none."""
    folder = tmp_path / f"course{NAME}"
    folder.mkdir()
    (folder / "course.yaml").write_text("id: c\ntitle: C\nlanguage: en\n")
    (folder / "01-a.md").write_text(LESSON.format(id="sums", title="Sums", minutes=5))
    return folder


@pytest.mark.parametrize(
    "argv",
    [
        [NAME],
        [f"--{NAME}"],
        ["--lr", NAME],
        ["--lang", NAME],
        ["--course", NAME],
        ["--reset", NAME],
        ["--print-completion", NAME],
        [f"--list={NAME}"],
        ["run", "--lr", NAME],
        ["run", "--w", NAME],
        ["run", "--format", NAME],
        ["run", "--data", f"{NAME}.csv"],
        ["run", NAME],
        ["run", "--output", f"/nowhere/{NAME}", "--format", "script"],
        ["lab", "--model", NAME],
        ["check", NAME],
        ["check-loop", f"{NAME}.py"],
        ["check-loop", "--seconds", NAME],
    ],
)
def test_an_argument_that_is_refused_is_quoted_harmlessly(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(argv) in (1, 2)
    said = capsys.readouterr().err
    assert said.strip()
    assert not raw(said)
    assert len(said.splitlines()) == 1  # no line of its own for what comes after a newline in it


def test_a_course_under_such_a_name_is_listed_and_its_mistakes_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--course", str(folder), "--list"]) == 0
    assert capsys.readouterr().out.startswith("sums\tSums\t")
    (folder / f"02{NAME}.md").write_text("---\nid: \x1b[2J\ntitle: \u202e\n---\n")
    (folder / "03-link.md").symlink_to(folder / f"nowhere{NAME}")
    assert main(["--course", str(folder)]) == 2
    said = capsys.readouterr().err
    assert r"\x1b[2J\x1b]52;c;eA==\x07\x9b\u202e\nZ\udcff%s[{x}.md:3: the character U+202E is not allowed" in said
    assert not raw(said)


def test_points_in_a_file_of_such_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"{NAME}.csv"
    file.write_text("x,\x1b[2J\n1,2\n")
    assert main(["run", "--data", str(file)]) == 2
    said = capsys.readouterr().err
    assert r"'\x1b[2J'" in said
    assert not raw(said)


def test_the_state_directory_is_told_harmlessly(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / f"{NAME}%(prog)s"
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    assert main(["--help"]) == 0
    help_text = capsys.readouterr().out
    assert r"\udcff%s[{x}%(prog)s/gdtutor/gdtutor.sqlite3" in help_text
    assert not raw(help_text)
    home.write_text("in the way")
    with Progress.open() as progress:
        assert "can't be saved" in progress.notice
        assert not raw(progress.notice)
    home.unlink()
    state_directory().mkdir(parents=True)
    (state_directory() / "gdtutor.sqlite3").write_bytes(b"no database")
    with Progress.open() as progress:
        assert "was damaged" in progress.notice
        assert not raw(progress.notice)


def test_a_report_holds_and_says_nothing_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / NAME))
    said = report(ValueError(NAME), [NAME])
    assert not raw(said)
    (written,) = state_directory().glob("report-*")
    assert not raw(written.read_text())
    assert written.stat().st_mode & 0o777 == 0o600


def test_an_export_is_told_harmlessly(tmp_path: Path) -> None:
    assert not raw(shown(tmp_path / NAME))
    with contextlib.chdir(tmp_path) if hasattr(contextlib, "chdir") else contextlib.nullcontext():
        assert not raw(shown(Path(NAME)))


async def test_what_is_on_screen_is_as_harmless(folder: Path) -> None:
    with Progress.open() as progress:
        app = _Proof(open_course(folder), progress)
        async with app.run_test(size=(100, 24), notifications=True) as pilot:
            # A path may look like markup, and a text that nobody has looked at may hold anything.
            app.notify(f"/a[/b]{NAME}[/red]")
            await app.screen.mount(Static(f"drawn: {NAME}\tend", markup=False))
            shown = ""
            for _ in range(100):
                await pilot.pause(0.02)
                shown = "".join(strip.text for strip in app.screen._compositor.render_strips())
                if "drawn" in shown and "/a[/b]" in shown:
                    break
    assert r"/a[/b]a\x1b[2J\x1b]52;c;eA==\x07" in shown
    assert "drawn: a[2J]52;c;eA==" in shown
    assert not raw(shown)


def test_help_in_any_environment(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    nasty = os.fsdecode(os.fsencode(NAME))
    for name in ("LANG", "LC_ALL", "LANGUAGE", "TERM", "COLUMNS", "LINES", "NO_COLOR", "TEXTUAL_FPS", "TEXTUAL_ANIMATIONS"):
        monkeypatch.setenv(name, nasty)
    assert main(["--help"]) == 0
    said = capsys.readouterr()
    assert not raw(said.out + said.err)
