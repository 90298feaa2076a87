"""Opening a course: its folder, its course.yaml and the summaries of its lessons."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

import gdtutor
from gdtutor.course.open import bundled_course, bundled_courses, open_course
from gdtutor.course.problems import CourseError

COURSE = "id: my-course\ntitle: Lines\nlanguage: en\n"


def lesson(lesson_id: str, needs: str = "[]", page: str = "one") -> str:
    front = f"---\nid: {lesson_id}\ntitle: About {lesson_id}\nminutes: 5\nneeds: {needs}\n---\n"
    return f"{front}\n## One {{#{page}}}\n\nProse.\n\n```quiz\nid: first\n```\n\n## Two {{#two}}\n\nProse.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "course.yaml").write_text(COURSE)
    (tmp_path / "02-second.md").write_text(lesson("second", "[first]"))
    (tmp_path / "01-first.md").write_text(lesson("first"))
    (tmp_path / "README.md").write_text("# Not a lesson\n")
    (tmp_path / ".#03-third.md").write_text("an editor's lock")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def problems(directory: Path, language: str = "en") -> list[str]:
    with pytest.raises(CourseError) as error:
        open_course(directory, language)
    assert str(error.value) == "\n".join(map(str, error.value.problems))
    return [str(problem).replace(f"{directory}{os.sep}", "").replace(str(directory), "DIR") for problem in error.value.problems]


def test_lessons_are_in_the_order_of_their_names(folder: Path) -> None:
    course = open_course(folder)
    assert (course.id, course.title, course.language, course.path) == ("my-course", "Lines", "en", folder)
    assert [summary.id for summary in course.lessons] == ["first", "second"]
    first, second = course.lessons
    assert (first.title, first.minutes, first.needs, first.path) == ("About first", 5, (), folder / "01-first.md")
    assert second.needs == ("first",)
    assert first.pages == ("one", "two")
    assert first.quizzes == ("first",)


def test_subfolders_by_language(tmp_path: Path) -> None:
    for language in ("en", "ko"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "course.yaml").write_text(COURSE.replace("en", language))
        (tmp_path / language / "01-first.md").write_text(lesson(f"in-{language}"))
    assert open_course(tmp_path).lessons[0].id == "in-en"
    assert open_course(tmp_path, language="ko").lessons[0].id == "in-ko"
    assert problems(tmp_path, "fr") == ["DIR: there is no course in the language 'fr' here; there are: en, ko"]


def test_no_such_folder(tmp_path: Path) -> None:
    assert problems(tmp_path / "no") == ["DIR: there is no such folder"]


def test_a_file_is_no_course(folder: Path) -> None:
    assert problems(folder / "01-first.md") == ["DIR: this is a file; a course is a folder"]


def test_a_folder_without_course_yaml(tmp_path: Path) -> None:
    assert problems(tmp_path) == ["DIR: there is no course.yaml here; a course needs one with id, title and language"]


def test_a_course_without_lessons(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text(COURSE)
    assert problems(tmp_path) == ["DIR: there is no lesson here; a lesson is a file such as 01-first.md"]


def test_every_file_with_a_problem_is_named(folder: Path) -> None:
    (folder / "course.yaml").write_text("id: My Course\ntitel: x\nlanguage: English!\n")
    (folder / "01-first.md").write_text("no front matter")
    (folder / "02-second.md").write_bytes(b"---\n\xff\n---\n")
    found = problems(folder)
    assert [line.partition(": ")[0] for line in found] == [
        "course.yaml:1",
        "course.yaml:1",
        "course.yaml:2",
        "course.yaml:3",
        "01-first.md:1",
        "02-second.md:2",
    ]
    assert "did you mean 'title'?" in "".join(found)
    assert "'English!' is no language code" in "".join(found)


def test_two_lessons_with_one_id(folder: Path) -> None:
    (folder / "03-third.md").write_text(lesson("first"))
    assert problems(folder) == ["03-third.md:2: front matter: lesson id 'first' is used already, by 01-first.md"]


def test_needs_an_unknown_lesson(folder: Path) -> None:
    (folder / "02-second.md").write_text(lesson("second", "[frist]"))
    assert problems(folder) == [
        "02-second.md:5: front matter: needs 'frist', but no lesson here has that id; did you mean 'first'?",
    ]


def test_needs_a_later_lesson(folder: Path) -> None:
    (folder / "01-first.md").write_text(lesson("first", "[second]"))
    (folder / "02-second.md").write_text(lesson("second"))
    assert problems(folder) == ["01-first.md:5: front matter: needs 'second', which comes later; needs must come before"]


def test_a_glance_finds_pages_and_quizzes_without_ids(folder: Path) -> None:
    (folder / "01-first.md").write_text(lesson("first", page="One").replace("id: first\n```", "kind: number\n```"))
    assert [line.partition(": ")[0] for line in problems(folder)] == ["01-first.md:8", "01-first.md:12"]


def test_a_glance_finds_what_is_twice(folder: Path) -> None:
    (folder / "01-first.md").write_text(lesson("first", page="two") + "\n```quiz\nid: first\n```\n")
    assert problems(folder) == [
        "01-first.md:16: page id 'two' is used twice in this lesson, first on line 8",
        "01-first.md:20: quiz id 'first' is used twice in this lesson, first on line 12",
    ]


def test_an_unreadable_lesson(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # By hand rather than with chmod: root reads everything.
    opened = os.open

    def refusing(path: Path, *flags: int) -> int:
        if path.name == "01-first.md":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return opened(path, *flags)

    monkeypatch.setattr(os, "open", refusing)
    assert problems(folder) == ["01-first.md: the file can't be read: Permission denied"]


def test_a_lesson_that_is_a_folder_or_a_dangling_link(folder: Path) -> None:
    (folder / "03-folder.md").mkdir()
    (folder / "04-link.md").symlink_to(folder / "nowhere")
    assert problems(folder) == ["03-folder.md: this is not a file", "04-link.md: there is no such file"]


def test_names_of_files_cannot_act_upon_the_terminal(folder: Path) -> None:
    (folder / "05-\x1b[31m.md").write_text("x")
    assert "\x1b" not in "".join(problems(folder))


def test_bundled_courses_are_found_in_the_clone() -> None:
    found = bundled_courses()
    assert bundled_course("en") == found["en"]
    assert found["en"] == Path(gdtutor.__file__).parent.parent / "lessons" / "en"


def test_bundled_courses_of_a_wheel_lie_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "gdtutor" / "lessons" / "ko"
    inside.mkdir(parents=True)
    (inside / "course.yaml").write_text(COURSE)
    # Somebody else's folder beside the package.
    (tmp_path / "lessons" / "en").mkdir(parents=True)
    (tmp_path / "lessons" / "en" / "course.yaml").write_text(COURSE)
    monkeypatch.setattr(gdtutor, "__file__", str(tmp_path / "gdtutor" / "__init__.py"))
    assert bundled_courses() == {"ko": inside}
    with pytest.raises(CourseError, match="no course in the language 'en' comes with gdtutor; there are: ko"):
        bundled_course("en")
