"""Every text of gdtutor's own has a translation, which says as much, and fits where it stands."""

from __future__ import annotations

import ast
import gettext
import io
import re
import runpy
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

TRANSLATIONS = runpy.run_path(str(Path(__file__).parents[1] / ".ci" / "translations.py"))
PATHS: list[Path] = TRANSLATIONS["catalogues"]()
read: Callable[[Path], Catalog] = TRANSLATIONS["read"]
key: Callable[[Any], str] = TRANSLATIONS["key"]

PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\(\w+\)[srd]|%[srd](?![a-z])")
WORD = re.compile(r"[A-Za-z][A-Za-z_]+")


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    catalog: Catalog = TRANSLATIONS["extracted"]()
    return catalog


@pytest.fixture(params=PATHS, ids=lambda path: path.parent.parent.name)
def path(request: pytest.FixtureRequest) -> Path:
    assert isinstance(request.param, Path)
    return request.param


@pytest.fixture
def translated(path: Path) -> list[tuple[str, str]]:
    """Text and translation, of plurals that for many things; only of what is translated."""
    pairs = []
    for message in read(path):
        for text, string in zip(texts(message), strings(message), strict=False):
            if message.id and string:
                pairs.append((text, string))
    return pairs


def texts(message: Message) -> list[str]:
    """The text, or that for many things and that for one: a language without a plural translates the first."""
    return [message.id] if isinstance(message.id, str) else [*message.id][::-1]


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else [*(message.string or ())][::-1]


def test_there_is_a_korean_catalogue() -> None:
    assert [path.parent.parent.name for path in PATHS] == ["ko"]


def test_every_text_is_in_the_catalogue_and_no_other(path: Path, extracted: Catalog) -> None:
    wanted = {message.id for message in extracted if message.id}
    there = {message.id for message in read(path) if message.id}
    assert wanted - there == set(), "python .ci/translations.py adds them"
    assert there - wanted == set(), "python .ci/translations.py takes them out"
    assert not read(path).obsolete


def marked_texts() -> Iterator[tuple[str, str]]:
    """Every text that the source marks, and where: also within f-strings, which the extraction does not look into."""
    for source in sorted((Path(__file__).parents[1] / "gdtutor").rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "N_", "ngettext")
                and node.args
            ):
                text = node.args[0]
                if isinstance(text, ast.JoinedStr):
                    yield f"{source.name}:{node.lineno}", "an f-string"
                elif isinstance(text, ast.Constant) and text.value:
                    yield f"{source.name}:{node.lineno}", str(text.value)


def test_the_extraction_overlooks_nothing(extracted: Catalog) -> None:
    wanted = {key(message.id) for message in extracted if message.id}
    assert [(place, text) for place, text in marked_texts() if text not in wanted] == []


def test_every_text_is_translated(path: Path) -> None:
    assert TRANSLATIONS["untranslated"](read(path)) == []


def test_the_program_reads_what_was_translated(path: Path) -> None:
    compiled = gettext.GNUTranslations(io.BytesIO(TRANSLATIONS["compiled"](path)))
    with path.with_suffix(".mo").open("rb") as file:
        installed = gettext.GNUTranslations(file)
    for message in (message for message in read(path) if message.id):
        many, *one = texts(message)
        for n in (0, 1, 2):
            said = [
                catalogue.ngettext(one[0], many, n) if one else catalogue.gettext(many) for catalogue in (installed, compiled)
            ]
            assert said[0] == said[1], "python .ci/translations.py compiles it"


def plain(text: str) -> str:
    """The text without doubled braces, which stand for themselves."""
    return text.replace("{{", "").replace("}}", "")


def test_a_translation_has_the_numbers_and_names_of_its_text(translated: list[tuple[str, str]]) -> None:
    for text, string in translated:
        assert sorted(PLACEHOLDER.findall(plain(string))) == sorted(PLACEHOLDER.findall(plain(text))), text
        # Each is filled in by name, so that a language may order them as it likes.
        if "{" in PLACEHOLDER.sub("", plain(text)):
            pytest.fail(f"a lone brace: {text!r}")


def test_a_translation_begins_and_ends_as_its_text(translated: list[tuple[str, str]]) -> None:
    for text, string in translated:
        if text.startswith("; "):
            continue  # It is put behind another sentence; Korean puts it in brackets.
        assert (string[0].isspace(), string[-1].isspace()) == (text[0].isspace(), text[-1].isspace()), text
        assert string.endswith("\n") == text.endswith("\n"), text


def test_korean_is_korean(translated: list[tuple[str, str]]) -> None:
    for text, string in translated:
        assert unicodedata.is_normalized("NFC", string), text
        assert not re.search("[！-｠]", string), f"full-width punctuation: {string!r}"
        # What is Latin in it is a name or code, and stands in the English text too.
        foreign = set(WORD.findall(PLACEHOLDER.sub("", string))) - set(WORD.findall(PLACEHOLDER.sub("", text))) - NAMES
        assert not foreign, f"{foreign} in {string!r}"
        if re.search(r"[a-z]{3}", PLACEHOLDER.sub("", text)) and string == text:
            assert text in UNTRANSLATABLE, f"this is English still: {text!r}"


# Names and keys that Korean calls by name where English has a word for them.
NAMES = {"gdtutor", "torch", "space", "answer", "id", "kind", "misses", "needs", "orders"}
# Names and code.
UNTRANSLATABLE = {"torch", "● torch {device}"}
