"""The command line in Korean: by --lang, by what the learner chose last, by the environment."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from gdtutor import language
from gdtutor.cli import check
from gdtutor.cli.arguments import parser
from gdtutor.cli.error import CommandError
from gdtutor.cli.language import speak
from gdtutor.learner.paths import database_path
from gdtutor.learner.progress import Progress
from tests.cli.conftest import Run
from tests.everything import WORD, Everything

KOREAN = re.compile("[가-힣]")


@pytest.fixture(autouse=True)
def no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")


def first_title(gdtutor: Run, *arguments: object) -> str:
    run = gdtutor(*arguments, "--list")
    assert (run.stderr, run.returncode) == ("", 0)
    return run.stdout.splitlines()[0].split("\t")[1]


def test_the_language_asked_for_comes_before_the_one_kept_and_that_before_the_environments(
    gdtutor: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not KOREAN.search(first_title(gdtutor))
    assert KOREAN.search(first_title(gdtutor, "--lang", "ko"))
    assert KOREAN.search(first_title(gdtutor, "--lang=KO"))
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert KOREAN.search(first_title(gdtutor))
    with Progress.open() as progress:
        progress.set_preference("language", "en")
    assert not KOREAN.search(first_title(gdtutor))
    assert KOREAN.search(first_title(gdtutor, "--lang", "ko"))
    assert not KOREAN.search(first_title(gdtutor, "--lang", "ko", "--lang", "en"))


def test_a_language_that_is_not_there_is_refused_in_one_sentence(gdtutor: Run) -> None:
    for arguments in (["--lang", "xx"], ["--lang=xx", "--list"], ["check", "--lang", "xx"]):
        run = gdtutor(*arguments)
        assert "there is no language 'xx'; there are: en, ko" in run.stderr
        assert (run.stdout, run.stderr.count("\n"), run.returncode) == ("", 1, 2)
    run = gdtutor("--lang")
    assert "expected one argument" in run.stderr
    assert run.returncode == 2


def test_a_course_of_several_languages_opens_in_the_learners_or_in_one_that_it_has(
    gdtutor: Run, course: Path, tmp_path: Path
) -> None:
    both = tmp_path / "both"
    for code, title in (("fr", "Sommes"), ("en", "Sums")):
        (both / code).mkdir(parents=True)
        for file in course.iterdir():
            text = file.read_text("utf-8").replace("title: Sums", f"title: {title}").replace("language: en", f"language: {code}")
            (both / code / file.name).write_text(text, "utf-8")
    assert first_title(gdtutor, "--course", both) == "Sums"
    assert first_title(gdtutor, "--course", both, "--lang", "ko") == "Sums"
    with Progress.open() as progress:
        progress.set_preference("language", "fr")  # which the tutorial offers, because the course has it
    assert first_title(gdtutor, "--course", both) == "Sommes"


@pytest.mark.parametrize("command", [[], ["check"]])
def test_help_is_no_wider_than_80_columns_in_korean(gdtutor: Run, command: list[str]) -> None:
    run = gdtutor("--lang", "ko", *command, "--help")
    assert (run.stderr, run.returncode) == ("", 0)
    lines = [line for line in run.stdout.splitlines() if "gdtutor.sqlite3" not in line]
    assert max(sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line) for line in lines) <= 80


def test_no_word_of_the_help_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    # Options, metavars, environment variables and what they may be set to are the same in every language.
    names = {"gdtutor", "check", "ko", "en", "none", "README", "md", "lessons", "learning", "rate", "CI", "PyTorch"}
    names |= {"bash", "zsh", "tcsh", "LESSON", "PAGE", "QUESTION", "DIR", "CODE", "FILE", "LINE", "LANG"}
    names |= {"low", "bandwidth"}
    names |= {"charset", "NAME", "auto", "utf", "ascii", "GDTUTOR", "CHARSET"}
    names |= {"lang", "course", "version", "list", "reset", "print", "completion", "yes", "no", "pages", "help"}
    names |= set(WORD.findall("XDG_STATE_HOME NO_COLOR TEXTUAL_ANIMATIONS TEXTUAL_FPS"))
    speak(["--lang", "ko"])
    monkeypatch.setattr(language, "_now", ("ko", Everything(names)))
    try:
        for options in (parser(), check.options()):
            text = options.format_help().replace(str(database_path()), "")
            assert set(WORD.findall(text)) <= names
            # What is said to a wrong call is made of words of argparse's and of ours.
            for wrong in (
                ["--nope"],
                ["--lang", "xx"],
                ["--lang"],
                ["--no-pages=1"],
                ["--list", "--reset"],
                ["--reset=1", "--list"],
            ):
                with pytest.raises(CommandError) as error:
                    options.parse_args(wrong)
                assert set(WORD.findall(str(error.value))) <= names | {"nope", "xx"}, wrong
    finally:
        monkeypatch.undo()
        speak(["--lang", "en"])
