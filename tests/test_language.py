"""Which language is spoken, and that nothing else changes with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gdtutor.language import N_, SOURCE, _, language, languages, ngettext, preferred, use


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use(SOURCE)


def test_there_are_english_and_korean() -> None:
    assert set(languages()) >= {"en", "ko"}
    assert language() == SOURCE == "en"


def test_english_says_what_is_written() -> None:
    assert _("anything at all") == N_("anything at all") == "anything at all"
    assert [ngettext("{n} thing", "{n} things", n) for n in (0, 1, 2)] == ["{n} things", "{n} thing", "{n} things"]


def test_another_language_says_what_it_has_no_translation_of_in_english() -> None:
    use("ko")
    assert language() == "ko"
    assert _("a text that no catalogue has") == "a text that no catalogue has"
    assert [ngettext("{n} odd thing", "{n} odd things", n) for n in (1, 2)] == ["{n} odd thing", "{n} odd things"]
    # To gettext an empty text stands for the catalogue's header.
    assert _("") == ""


def test_a_language_that_is_not_there_is_refused_and_changes_nothing() -> None:
    use("ko")
    with pytest.raises(ValueError, match="no language 'xx'; there are: en, ko"):
        use("xx")
    assert language() == "ko"


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:ko:en"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LANGUAGE": "en"}, "en"),
        # "C" asks for no language at all, whatever else is set.
        ({"LANG": "C.UTF-8", "LANGUAGE": "ko"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": ""}, "ko"),
    ],
)
def test_the_environment_asks_for_a_language(environment: dict[str, str], code: str) -> None:
    assert preferred(environment) == code
