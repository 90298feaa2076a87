"""The whole program in a real terminal, where everything around it has a name that is none: no byte of them comes out raw."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

from gdtutor.course.open import bundled_course
from tests.terminal import GDTUTOR, Terminal

CLIPBOARD = "\x1b]52;c;SE9TVElMRQ==\x07"
NAME = f"n\x1b[2J{CLIPBOARD}\x9b8m\u202e\u2066\n\u200b\U000e0041{'Z' + chr(0x301) * 40}"
# What Textual sends besides texts: cursor, colours, modes, the shape of the pointer. Title, clipboard and links are not there.
SEQUENCE = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[=>78c()][B0]?|P[^\x1b]*\x1b\\|\]22;[a-z-]*\x07)")


def assert_nothing_raw(received: bytes) -> None:
    for piece in (CLIPBOARD, "\x9b8m", "\u202e", "\u2066", "\u200b", "\U000e0041", "\u0301" * 9):
        assert piece.encode() not in received, ascii(piece)
    rest = SEQUENCE.sub(b"", received).decode()
    left = [
        rest[max(0, at - 20) : at + 20]
        for at, sign in enumerate(rest)
        if sign not in "\r\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]
    assert left == [], ascii(left)


def environment(tmp_path: Path) -> dict[str, str]:
    """A state directory that can't be made, and nonsense in everything that Textual, Python's locale and gdtutor read."""
    (tmp_path / f"{NAME}[").write_text("in the way")
    names = ("LANGUAGE", "LC_MESSAGES", "TEXTUAL_ANIMATIONS", "TEXTUAL_FPS", "TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM", "NO_COLOR")
    return {
        "XDG_STATE_HOME": str(tmp_path / f"{NAME}[" / "x]"),
        "COLUMNS": "99999999",
        "LINES": NAME,
        **dict.fromkeys(names, NAME),
    }


def test_the_tutorial(tmp_path: Path) -> None:
    folder = tmp_path / f"course {NAME}"
    shutil.copytree(bundled_course("en"), folder)
    with Terminal([*GDTUTOR, "--course", str(folder)], env=environment(tmp_path)) as terminal:
        terminal.wait_for("The hypothesis")
        # What is wrong with the state is said at once; the help names both paths.
        terminal.send("?")
        terminal.wait_for("Your progress can't be saved")
        terminal.send("j" * 9)
        terminal.wait_for("Course:")
        terminal.send("\x1b")
        terminal.wait_for("9 min")
        lesson = folder / "01-hypothesis.md"
        lesson.write_text(lesson.read_text("utf-8").replace("minutes: 9", f"minutes: {NAME}", 1), "utf-8")
        terminal.wait_for("is not allowed", seconds=40)
        terminal.send("q")
        assert terminal.wait_for_exit() == 0
        assert_nothing_raw(bytes(terminal.received))


def test_the_command_line(tmp_path: Path) -> None:
    script = '"$@" --course "$NAME"; "$@" "$NAME"; "$@" run --data "$NAME.csv"; "$@" --list'
    env = {**environment(tmp_path), "NAME": NAME}
    with Terminal(["bash", "-c", f'cd "$0"; {script}', str(tmp_path), *GDTUTOR], env=env, rows=60) as terminal:
        assert terminal.wait_for_exit(60) == 0
        assert "There is no lesson" in terminal.text
        assert "The hypothesis" in terminal.text
        assert_nothing_raw(bytes(terminal.received))
