"""What a typed line means."""

from __future__ import annotations

import gettext

import pytest

from gdtutor import language
from gdtutor.plain.commands import COMMANDS, is_number, understood, usage_of, words_of
from gdtutor.plain.typed_answers import in_order, one_place, places


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("", ("next", "")),
        ("n", ("next", "n")),
        ("p", ("previous", "")),
        ("back page", ("previous", "")),
        (" ", ("play", "")),
        ("space", ("play", "")),
        ("play 50", ("play", "50")),
        (".", ("step", "1")),
        ("...", ("step", "3")),
        (",,", ("back", "2")),
        ("W 3", ("turn", "W 3")),
        ("w = −1.5", ("turn", "W −1.5")),
        ("w", ("words", "")),
        ("b 1", ("turn", "b 1")),
        ("lr 0.2", ("turn", "lr 0.2")),
        ("ALPHA 1/5", ("turn", "lr 1/5")),
        ("α", ("turn", "lr")),
        ("turn w 2", ("turn", "W 2")),
        ("/ two words", ("search", "two words")),
        ("go cost/3", ("go", "cost/3")),
        ("HELP", ("help", "")),
        ("?", ("help", "")),
        ("dance now", ("", "dance")),
    ],
)
def test_a_line_is_a_command(line: str, asked: tuple[str, str]) -> None:
    assert understood(line) == asked


@pytest.mark.parametrize("code", language.languages())
def test_no_word_is_for_two_commands(code: str) -> None:
    language.use(code)
    words = [word for command in COMMANDS for word in words_of(command)]
    assert sorted(words) == sorted(set(words))


def test_a_language_adds_its_words_and_takes_none_away(monkeypatch: pytest.MonkeyPatch) -> None:
    class Words(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"h hint": "힌트", "p previous": "이전"}.get(message, message)

    monkeypatch.setattr(language, "_now", ("ko", Words()))
    # As a keyboard composes it, and as some terminals hand it on.
    assert understood("힌트").name == understood("힌트").name == understood("hint").name == "hint"
    assert understood("이전").name == understood("p").name == "previous"
    assert usage_of(next(command for command in COMMANDS if command.name == "hint")) == "hint, 힌트"


@pytest.mark.parametrize("line", ["1", " 2 ", "1 3", "−9.33", "-28/3", "+0.5", ".5", "1e-3", "1,4", "１", "inf"])
def test_a_number_is_an_answer(line: str) -> None:
    assert is_number(line)


@pytest.mark.parametrize("line", ["", ".", "..", ",", "n", "W 3", "- one", "step 3", "infinite"])
def test_other_lines_are_none(line: str) -> None:
    assert not is_number(line)


def test_places_are_typed_in_any_way() -> None:
    assert places("1 3", 4) == places("1,3", 4) == places("13", 4) == places("１ ３", 4) == [1, 3]
    assert places("12", 13) == [12]
    assert one_place("2", 3) == 2
    for wrong in ("0", "5", "1.5", "2x", "99999999999999999999"):
        with pytest.raises(ValueError, match="numbered from 1 to 4"):
            one_place(wrong, 4)
    with pytest.raises(ValueError, match="one number"):
        one_place("1 2", 4)


def test_an_order_names_each_line_once() -> None:
    assert in_order(("cost", "step", "backward"), "312") == ("backward", "cost", "step")
    assert in_order(("cost", "step", "backward"), "3, 1, 2") == ("backward", "cost", "step")
    for wrong in ("1 2", "1 1 2", "1 2 3 3"):
        with pytest.raises(ValueError, match="all 3 lines"):
            in_order(("cost", "step", "backward"), wrong)
