"""Files that are none, are endless, lead elsewhere or are too many: a sentence, at once, and nothing else is read."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.cli import main
from gdtutor.course.folder import changes
from gdtutor.course.glossary import read_glossary
from gdtutor.course.lesson import read_lesson
from gdtutor.course.open import open_course
from gdtutor.course.problems import CourseError
from gdtutor.lab.data_file import DataFileError, read_data_file
from tests.cli.conftest import LESSON
from tests.hostile.limits import little_memory, no_hang

Make = Callable[[Path], None]
GOOD = LESSON.format(id="sums", title="Sums", minutes=5)
SECRET = "a secret outside"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    (tmp_path / "secret").write_text(SECRET)
    (folder / "course.yaml").write_text("id: c\ntitle: C\nlanguage: en\n")
    (folder / "01-a.md").write_text(GOOD)
    return folder


def problems(folder: Path) -> list[str]:
    """What is wrong with the course, without the path of its folder."""
    with pytest.raises(CourseError) as error, no_hang(), little_memory():
        read_glossary(open_course(folder))
    assert SECRET not in str(error.value)
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), "") for problem in error.value.problems]


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(10 << 30)


def a_million_lines(path: Path) -> None:
    path.write_bytes(b"\n" * 1_000_000)


NO_FILES: dict[str, tuple[Make, str]] = {
    "a pipe": (os.mkfifo, "this is not a file"),
    "a folder": (Path.mkdir, "this is not a file"),
    "10 GB": (sparse, "the file is larger than 1 MiB; split it"),
    "a million lines": (a_million_lines, "the file has more than 20000 lines; split it"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "the file can't be read: Too many levels of symbolic links"),
    "a link out": (lambda path: path.symlink_to("../secret"), "this is a link to a file outside"),
    "a link to a device": (lambda path: path.symlink_to("/dev/zero"), "this is a link to a file outside"),
    "a link that leads nowhere": (lambda path: path.symlink_to("nowhere"), "there is no such file"),
}


@pytest.mark.parametrize("name", ["01-a.md", "course.yaml", "glossary.yaml"])
@pytest.mark.parametrize("kind", NO_FILES)
def test_what_is_no_lesson_is_refused(folder: Path, kind: str, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    make, said = NO_FILES[kind]
    make(folder / name)
    if name == "glossary.yaml" and kind in ("a link to itself", "a link that leads nowhere"):
        assert read_glossary(open_course(folder)) == ()
        return
    found = problems(folder)
    # A course.yaml that leads nowhere is none.
    assert found[0].startswith((f"{name}: {said}", ": there is no course.yaml here"))


def test_links_within_a_course_and_to_a_whole_course_are_followed(folder: Path, tmp_path: Path) -> None:
    (folder / "01-a.md").rename(folder / "first.text")
    (folder / "01-a.md").symlink_to("first.text")
    (tmp_path / "mine").symlink_to(folder)
    (summary,) = open_course(tmp_path / "mine").lessons
    assert read_lesson(summary.path).id == "sums"


def test_a_language_is_not_read_outside_the_folder_of_all(folder: Path, tmp_path: Path) -> None:
    together = tmp_path / "together"
    together.mkdir()
    (together / "en").symlink_to(folder)
    with pytest.raises(CourseError, match="en: this is a link to a folder outside; name that folder itself"):
        open_course(together)


def test_more_files_than_a_course_can_have(folder: Path) -> None:
    for number in range(101):
        (folder / f"{number}.md").write_text(GOOD)
    assert problems(folder) == [": there are more than 100 lessons here; make several courses of them"]


def test_a_folder_full_of_other_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gdtutor.course.open.MAX_FILES", 100)
    monkeypatch.setattr("gdtutor.course.folder.MAX_FILES", 100)
    for number in range(300):
        (folder / f"{number}.yaml").touch()
    assert problems(folder) == [": there are more than 100 files here; put the course into a folder of its own"]
    assert len(changes(folder)) == 100


def test_lessons_that_are_too_large_together(folder: Path) -> None:
    for number in range(9):
        (folder / f"{number}.md").write_bytes(bytes(1 << 20))
    assert problems(folder) == [": the lessons together are larger than 8 MiB; make several courses of them"]


@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        ("a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]", "an anchor (&a) is not allowed"),
        ("<<: *a", "an alias (*a) is not allowed"),
        ("a: !!python/object/apply:os.system ['true']", "a tag (tag:yaml.org,2002:python/object/apply:os.system) is not allowed"),
        ("%TAG ! tag:x\n--- {a: 1}", "a directive (%) is not allowed here"),
        ("[" * 100_000, "lists and keys are nested too deeply"),
        ("{? " * 50_000, "lists and keys are nested too deeply"),
        ("a: " + "x" * 300_000, "the block is larger than 256 KiB"),
    ],
)
def test_yaml_bombs(folder: Path, bomb: str, said: str) -> None:
    (folder / "course.yaml").write_text(bomb)
    assert said in problems(folder)[0]


def test_a_file_that_changes_and_goes_while_it_is_read(folder: Path) -> None:
    lesson, going_on = folder / "01-a.md", True

    def restless() -> None:
        while going_on:
            lesson.write_text(GOOD)
            lesson.write_text(GOOD[:150])
            lesson.unlink()

    thread = threading.Thread(target=restless)
    thread.start()
    try:
        end = time.monotonic() + 0.5
        read = 0
        while time.monotonic() < end:
            changes(folder)
            try:
                open_course(folder)
                read_lesson(lesson)
            except CourseError:
                read += 1
        assert read
    finally:
        going_on = False
        thread.join()


def sayings(path: Path) -> str:
    with pytest.raises(DataFileError) as error, no_hang(), little_memory():
        read_data_file(path)
    return str(error.value).replace(f"{path}", "")


def test_points_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert sayings(tmp_path / "pipe.csv") == ": the file holds no points; it needs lines with two numbers, x and y"


def test_a_script_is_not_waited_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert main(["check-loop", str(tmp_path / "pipe.py")]) == 2
    assert "pipe.py is empty" in capsys.readouterr().err


def test_points_of_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    a_million_lines(path)
    assert sayings(path) == ":100001: the file has more than 100,000 lines; keep those with points"
    path.write_bytes(b"1,2\n" * 1_000_000)
    assert sayings(path) == ":10001: this is one point too many; at most 10,000 are allowed"
    path.write_bytes(b"x" * (65 << 20))
    assert sayings(path) == ": the file is larger than 64 MB; keep the columns x and y only"
    sparse(path)
    assert "NUL bytes" in sayings(path)


MODES = """
import os, sys
os.umask(int(sys.argv[1], 8))
from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress
def mode(path): return oct(os.stat(path).st_mode & 0o777)
with Progress.open() as progress:
    progress.visit("c", "l", "p")
    assert progress.saved, progress.notice
    file = progress._store._file
    file.execute("BEGIN IMMEDIATE")
    file.execute("DELETE FROM visits")
    path = database_path()
    print(mode(path.parent.parent), mode(path.parent), mode(path), mode(f"{path}-journal"))
    file.execute("ROLLBACK")
"""


@pytest.mark.parametrize("umask", ["000", "077", "022", "700"])
def test_progress_is_its_owners_alone_whatever_the_umask(tmp_path: Path, umask: str) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path / "new" / "state"), "PYTHONDONTWRITEBYTECODE": "1"}
    run = subprocess.run([sys.executable, "-c", MODES, umask], capture_output=True, text=True, env=environment, check=False)
    assert (run.stdout.split(), run.stderr) == (["0o700", "0o700", "0o600", "0o600"], "")


def test_others_are_let_in_no_more_where_they_were(state_home: Path) -> None:
    from gdtutor.learner.progress import Progress

    Progress.open().close()
    directory, file = state_home / "gdtutor", state_home / "gdtutor" / "gdtutor.sqlite3"
    directory.chmod(0o777)
    file.chmod(0o664)
    state_home.chmod(0o755)
    Progress.open().close()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (state_home, directory, file)] == [0o755, 0o700, 0o600]


def test_a_link_that_the_learner_made_is_left_as_it_is(state_home: Path, tmp_path: Path) -> None:
    from gdtutor.learner.progress import Progress

    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o755)
    (state_home / "gdtutor").symlink_to(tmp_path / "shared")
    Progress.open().close()
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "shared" / "gdtutor.sqlite3").stat().st_mode) == 0o600


def test_a_damaged_file_is_set_aside_for_its_owner_alone(state_home: Path) -> None:
    from gdtutor.learner.progress import Progress

    file = state_home / "gdtutor" / "gdtutor.sqlite3"
    file.parent.mkdir()
    file.write_bytes(b"no database")
    file.chmod(0o644)
    Progress.open().close()
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    assert len(list(file.parent.glob("*.damaged-*"))) == 1
