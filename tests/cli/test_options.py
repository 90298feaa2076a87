"""What the command line prints and refuses, as a process without a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gdtutor import __version__
from gdtutor.learner.paths import database_path, state_directory
from gdtutor.learner.progress import Progress
from tests.cli.conftest import Run


def test_version(gdtutor: Run) -> None:
    run = gdtutor("--version")
    assert (run.stdout, run.stderr, run.returncode) == (f"gdtutor {__version__}\n", "", 0)


def test_help_says_where_progress_is_and_what_can_be_set(gdtutor: Run) -> None:
    run = gdtutor("--help")
    assert (run.stderr, run.returncode) == ("", 0)
    for text in (str(database_path()), "XDG_STATE_HOME", "NO_COLOR", "TEXTUAL_ANIMATIONS", "examples:", "--course DIR"):
        assert text in run.stdout
    assert max(map(len, run.stdout.replace(str(database_path()), "").splitlines())) <= 80


def test_help_wins_over_everything_beside_it(gdtutor: Run) -> None:
    assert gdtutor("--help", "--reset", "--nope").stdout == gdtutor("-h").stdout


def test_help_shows_a_path_with_a_percent_sign(gdtutor: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "100%s {x}"))
    assert "100%s {x}/gdtutor/gdtutor.sqlite3" in gdtutor("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lst"], "unrecognized arguments: --lst"),
        (["--list", "--reset"], "not allowed with argument --list"),
        (["--list", "sums"], "--list goes with --course and nothing else"),
        (["--yes"], "--yes goes with --reset"),
        (["--course"], "expected one argument"),
        (["--print-completion", "fish"], "invalid choice: 'fish'"),
        (["sums", "--reset"], "either what to open or what to reset"),
        (["sums", "slopes"], "unrecognized arguments: slopes"),
    ],
)
def test_a_wrong_option_is_answered_by_one_sentence(gdtutor: Run, arguments: list[str], said: str) -> None:
    run = gdtutor(*arguments)
    assert said in run.stderr
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 2)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("slope", "There is no lesson 'slope'; did you mean 'slopes'? There are: sums, slopes."),
        ("zzz", "There is no lesson 'zzz'; there are: sums, slopes."),
        ("", "There is no lesson ''; there are: sums, slopes."),
        ("sums/frist", "The lesson sums has no page 'frist'; did you mean 'first'? There are: first, second."),
        ("sums/", "The lesson sums has no page ''; there are: first, second."),
        ("sums/first/more", "The lesson sums has no page 'first/more'; did you mean 'first'? There are: first, second."),
    ],
)
def test_a_lesson_or_page_that_is_not_there(gdtutor: Run, course: Path, place: str, said: str) -> None:
    run = gdtutor("--course", course, place)
    assert (run.stdout, run.stderr, run.returncode) == ("", said + "\n", 2)


def test_every_problem_of_a_course_is_said_with_file_and_line(gdtutor: Run, course: Path) -> None:
    lesson = course / "01-sums.md"
    lesson.write_text(lesson.read_text("utf-8").replace("minutes: 5", "minutes: five"), "utf-8")
    for option in ("--list", "sums"):
        run = gdtutor("--course", course, option)
        assert run.stderr.startswith(f"{lesson}:4: ")
        assert (run.stdout, run.returncode) == ("", 2)


def test_a_course_that_is_not_there(gdtutor: Run, tmp_path: Path) -> None:
    run = gdtutor("--course", tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in run.stderr
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 2)


def test_without_a_terminal_the_lesson_is_printed_after_a_sentence_that_says_so(gdtutor: Run, course: Path) -> None:
    run = gdtutor("--course", course, "slopes/second")
    said = "This is plain mode, the course as lines of text, since the input is no terminal. gdtutor plain --help tells more.\n"
    assert (run.stderr, run.returncode) == (said, 0)
    assert run.stdout == "기울기 Slopes, page 2 of 2: Second\n\nMore words.\n\n"


def test_list_for_a_program_is_separated_by_tabs(gdtutor: Run, course: Path) -> None:
    with Progress.open() as progress:
        progress.visit("small", "slopes", "first")
        progress.visit("small", "slopes", "a-page-of-an-earlier-edition")
        progress.record("small", "slopes", "sum", "3", False)
        progress.record("small", "slopes", "sum", "2", True)
        progress.record("small", "slopes", "sum", "4", False)
    run = gdtutor("--course", course, "--list")
    assert run.stdout == "sums\tSums\t5 min\t0/2 pages\t0/1 right\nslopes\t기울기 Slopes\t12 min\t1/2 pages\t1/1 right\n"
    assert (run.stderr, run.returncode) == ("", 0)


def test_list_where_titles_cant_be_encoded(gdtutor: Run, course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    run = gdtutor("--course", course, "--list")
    assert "slopes\t??? Slopes\t12 min" in run.stdout
    assert (run.stderr, run.returncode) == ("", 0)


def test_list_says_when_progress_cant_be_kept(
    gdtutor: Run, course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(course / "01-sums.md"))
    run = gdtutor("--course", course, "--list")
    assert "can't be saved" in run.stderr
    assert (run.stdout.count("\n"), run.returncode) == (2, 0)


def test_progress_of_a_newer_gdtutor_is_refused(gdtutor: Run, course: Path) -> None:
    Progress.open().close()
    content = bytearray(database_path().read_bytes())
    content[60:64] = (99).to_bytes(4, "big")  # user_version, by SQLite's file format
    database_path().write_bytes(content)
    run = gdtutor("--course", course, "--list")
    assert "written by a newer gdtutor (format 99)" in run.stderr
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 1)
    assert database_path().read_bytes() == content


def shell(command: str, course: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": sys.executable, "COURSE": str(course)}
    return subprocess.run(
        ["bash", "-c", command], env=environment, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60
    )


def test_a_reader_that_leaves_early_and_a_full_disk(course: Path) -> None:
    left = shell('"$PYTHON" -m gdtutor --course "$COURSE" --list | true; exit ${PIPESTATUS[0]}', course)
    assert (left.stderr, left.returncode in (0, 1)) == ("", True)
    full = shell('"$PYTHON" -m gdtutor --course "$COURSE" --list > /dev/full', course)
    assert (full.stderr, full.returncode) == ("The output can't be written: No space left on device.\n", 1)
    helped = shell('"$PYTHON" -m gdtutor --help > /dev/full', course)
    assert (helped.stderr, helped.returncode) == ("The output can't be written: No space left on device.\n", 1)
    closed = shell('"$PYTHON" -m gdtutor --course "$COURSE" <&- >&-', course)
    assert (closed.stderr.endswith("The output can't be written: it is closed.\n"), closed.returncode) == (True, 1)


def test_an_unexpected_error_leaves_a_report_and_no_traceback(course: Path) -> None:
    # A folder in place of a module that the installation should have: nothing that gdtutor could foresee.
    script = """
import sys
sys.modules["gdtutor.course.open"] = None
from gdtutor.cli import main
sys.exit(main(["--course", "x", "--list"]))
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    [report] = state_directory().glob("report-*.txt")
    assert run.stderr.startswith("gdtutor stopped at a mistake of its own (ModuleNotFoundError: ")
    assert str(report) in run.stderr
    assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 1)
    text = report.read_text("utf-8")
    assert "Traceback (most recent call last)" in text
    assert "['--course', 'x', '--list']" in text
    assert f"gdtutor {__version__}" in text
    assert report.stat().st_mode & 0o777 == 0o600


def test_where_no_state_can_be_written_the_report_goes_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from gdtutor.cli.report import report

    (tmp_path / "file").touch()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    sentence = report(ValueError("first line\nsecond line"), [])
    [written] = (tmp_path / "tmp").iterdir()
    assert sentence.startswith("gdtutor stopped at a mistake of its own (ValueError: first line).")
    assert str(written) in sentence
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    assert report(ValueError("x"), []).endswith("No report of it could be written: No such file or directory.")
