"""What the terminal can show is decided from its locale as the user set it, and not as Python changed it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from gdtutor import language, terminal
from gdtutor.cli.charset import choose_charset
from gdtutor.cli.error import CommandError


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    terminal.use("utf-8")


@pytest.mark.parametrize(
    ("environment", "charset"),
    [
        ({"LANG": "C"}, "ascii"),
        ({"LANG": "POSIX"}, "ascii"),
        ({"LANG": ""}, "ascii"),
        ({}, "ascii"),
        ({"LANG": "en_US.UTF-8"}, "utf-8"),
        ({"LANG": "ko_KR.UTF-8"}, "utf-8"),
        ({"LANG": "ko_KR.utf8@modifier"}, "utf-8"),
        ({"LANG": "C.utf8"}, "utf-8"),
        ({"LANG": "ko_KR.EUC-KR"}, "ascii"),
        ({"LANG": "en_US.ISO-8859-1"}, "ascii"),
        ({"LANG": "de_DE@euro"}, "ascii"),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "ascii"),
        ({"LC_ALL": "", "LC_CTYPE": "UTF-8"}, "utf-8"),
        ({"LC_CTYPE": "C", "LANG": "en_US.UTF-8"}, "ascii"),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "utf-8"),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, "ascii"),
        ({"LANG": "en_US.UTF-8", "TERM": "linux-16color"}, "ascii"),
        ({"LANG": "en_US.UTF-8", "TERM": "screen.linux"}, "utf-8"),
    ],
    ids=str,
)
def test_the_locale_and_the_console_decide(environment: dict[str, str], charset: str) -> None:
    assert terminal.preferred(environment) == charset


@pytest.mark.skipif(not os.path.exists("/proc/self/environ"), reason="no /proc to look into")  # noqa: PTH110
@pytest.mark.parametrize(
    ("environment", "charset"),
    [({"LANG": "C"}, "ascii"), ({}, "ascii"), ({"LC_CTYPE": "C.UTF-8"}, "utf-8"), ({"LC_ALL": "C"}, "ascii")],
)
def test_a_process_is_not_misled_by_what_python_sets(environment: dict[str, str], charset: str) -> None:
    program = "import os; from gdtutor import terminal; print(terminal.preferred(), os.environ.get('LC_CTYPE'))"
    kept = {name: value for name, value in os.environ.items() if name not in ("LANG", "LC_ALL", "LC_CTYPE")}
    environment = {**kept, "TERM": "xterm", **environment}
    run = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True)
    assert run.stdout.split()[0].decode() == charset


def test_what_is_asked_for_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    for argv, variable, charset in (
        ([], "", "ascii"),
        ([], "UTF8", "utf-8"),
        ([], "auto", "ascii"),
        (["--charset", "utf-8"], "ascii", "utf-8"),
        (["lab", "--charset=ascii"], "utf-8", "ascii"),
        (["--charset", "auto"], "utf-8", "ascii"),
        (["--", "--charset=utf-8"], "", "ascii"),
    ):
        monkeypatch.setenv("GDTUTOR_CHARSET", variable)
        choose_charset(argv)
        assert terminal.charset() == charset, (argv, variable)
    monkeypatch.setenv("GDTUTOR_CHARSET", "latin-1")
    with pytest.raises(CommandError, match="GDTUTOR_CHARSET is 'latin-1'; it can be: auto, utf-8, ascii"):
        choose_charset([])


def test_texts_are_spelled_out_for_ascii_only() -> None:
    assert language._("↵ opens · Esc closes") == "↵ opens · Esc closes"
    terminal.use("ascii")
    assert language._("↵ opens · Esc closes") == "Enter opens * Esc closes"


def test_no_color_that_is_empty_asks_for_nothing() -> None:
    assert terminal.coloured({})
    assert terminal.coloured({"NO_COLOR": ""})
    assert not terminal.coloured({"NO_COLOR": "0"})
