"""The editor: what is given stays, what is typed is kept, and a script that runs is judged, answered and counted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from textual.events import Paste

from gdtutor.course.model import Course
from gdtutor.course.open import open_course
from gdtutor.descent.numbers import show
from gdtutor.learner.progress import Progress
from gdtutor.trainer import script_runner
from gdtutor.trainer.script_result import ScriptError, ScriptResult, ScriptState
from gdtutor.tui.screens.editor import EditorScreen
from gdtutor.tui.screens.help import HelpScreen
from gdtutor.tui.widgets.code_editor import CodeEditor
from gdtutor.tui.widgets.script_output import ScriptOutput
from tests.tui.conftest import OpenTutor
from tests.tui.sample import w
from tests.tui.tutor import Tutor

LESSON = """---
id: loop
title: The loop
minutes: 5
---

## Write it {#own}

Whatever trains.

```quiz
id: write
kind: write
ask: "Write the loop: 5 steps with α = {lr}."
experiment: {lr: 0.05, steps: 5}
right: W is {W@5}.
hints: [Where is the slope?, "Where is it emptied?"]
```
"""
GIVEN = """\
import torch
from torch import optim

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([1.0, 2.0, 3.0])

W = torch.zeros(1, requires_grad=True)
"""
BY_HAND = """\
for step in range(5):
\tcost = torch.mean((x * W - y) ** 2)
\tcost.backward()
\tprint(f"{step}: \\x1b[31m가 {cost.item():.2f}")
\twith torch.no_grad():
\t\tW -= 0.05 * W.grad
\tW.grad = None"""

# What a loop does that never empties .grad: the slopes pile up (as torch does it; 28/3 (W - 1) is the slope).
PILED = [0.0]
_pile = 0.0
for _step in range(5):
    _pile += 28 / 3 * (PILED[-1] - 1)
    PILED.append(PILED[-1] - 0.05 * _pile)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("loop") / "course"
    folder.mkdir()
    (folder / "course.yaml").write_text("id: sample\ntitle: Loops\nlanguage: en\n", encoding="utf-8")
    (folder / "01-loop.md").write_text(LESSON, encoding="utf-8")
    return open_course(folder)


class Scripts(script_runner.ScriptRunner):
    """Answers each script with a result of the test's own, or with none until it is cancelled."""

    results: list[ScriptResult | None]
    scripts: list[str]
    cancelled: int

    async def warm(self) -> None:
        """No process is needed."""

    async def run(self, script: str, *, given: str = "", seconds: float = 10) -> ScriptResult:
        assert given in ("", GIVEN)  # of what can't be read nothing runs
        assert seconds == 10
        self.scripts.append(script)
        result = self.results.pop(0)
        if result is not None:
            return result
        try:
            await asyncio.Event().wait()
        finally:
            type(self).cancelled += 1
        raise AssertionError("nobody sets that event")


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Scripts]]:
    """What scripts do, in place of running them."""
    Scripts.results, Scripts.scripts, Scripts.cancelled = [], [], 0
    monkeypatch.setattr(script_runner, "ScriptRunner", Scripts)
    yield Scripts
    assert not Scripts.results


def went(*values: float) -> tuple[ScriptState, ...]:
    return tuple(ScriptState(12, value, None) for value in values)


async def opened(tutor: Tutor) -> CodeEditor:
    """Open the editor, and wait for what is given."""
    await tutor.until(lambda: tutor.page == "own")
    await tutor.press("enter")
    await tutor.until(lambda: isinstance(tutor.screen, EditorScreen) and editor(tutor).given_lines)
    await tutor.until(lambda: "α = 0.05" in tutor.shown)
    return editor(tutor)


def editor(tutor: Tutor) -> CodeEditor:
    return tutor.screen.query_one(CodeEditor)


def outcome(tutor: Tutor) -> str:
    """What is to be seen of what came of the run, as running text."""
    region = tutor.screen.query_one(ScriptOutput).region
    rows = [row[region.x + 1 : region.right] for row in tutor.shown.splitlines()[region.y : region.bottom]]
    return " ".join(" ".join(rows).split())


def kept(progress: Progress) -> str | None:
    return progress.draft("sample", "loop", "write")


async def write(tutor: Tutor, text: str) -> None:
    """In place of all that stands there."""
    await tutor.press("f7", "delete")
    tutor.app.post_message(Paste(text))
    await tutor.until(lambda: editor(tutor).own == text.replace("\t", "    "))


async def test_a_right_loop_is_run_by_torch_and_counts(open_tutor: OpenTutor, course: Course) -> None:
    async with open_tutor("loop", course=course) as tutor:
        assert "Enter opens the editor." in tutor.panel_text()
        await opened(tutor)
        assert GIVEN in editor(tutor).text
        await write(tutor, BY_HAND)
        await tutor.press("f5")
        await tutor.until(lambda: f"✓ Right. W is {show(w(5, 0, 0.05))}." in outcome(tutor))
        assert "Your script printed: 0: \\x1b[31m가 4.67" in outcome(tutor)
        result = tutor.result("write", "loop")
        assert result is not None
        assert (result.tries, result.first_right, result.first_answer) == (1, True, editor(tutor).own)
        await tutor.press("escape")
        assert await tutor.answered() == f"✓ Right. W is {show(w(5, 0, 0.05))}."
        assert "7 lines of yours stand in the editor" in tutor.panel_text()
        await tutor.footer_says("space", "editor")


async def test_what_is_given_stays_and_code_is_typed(open_tutor: OpenTutor, course: Course, scripts: type[Scripts]) -> None:
    async with open_tutor("loop", course=course) as tutor:
        code = await opened(tutor)
        assert code.own == ""
        empty = code.text
        await write(tutor, "# my loop")
        await tutor.press("f7", "backspace")
        assert code.text == empty
        # At the beginning of the own lines there is nothing further to take away, whatever takes it.
        await tutor.press("backspace", "ctrl+w", "ctrl+u", "up", "up", "ctrl+k", "ctrl+x", "delete", "shift+tab")
        assert code.text == empty
        # What is typed up there stands at the end.
        await tutor.press("up", "up", "up", "a", "/", "?", "Q")
        assert code.own == "a/?Q"
        await tutor.press("ctrl+z", "ctrl+z")
        assert code.text.startswith(GIVEN)
        rows = tutor.shown.splitlines()
        assert rows[2].startswith("1  import torch")
        assert {"F5 ^R": "run", "Esc ^G": "page", "F2": "hint", "F1": "help"} == tutor.footer
        # Keys that mean something else on other screens.
        await tutor.press("end", "ctrl+c")
        await tutor.until(lambda: "Esc leads back to the page" in outcome(tutor))
        await tutor.press("f1")
        await tutor.until(lambda: isinstance(tutor.screen, HelpScreen))
        assert "Esc ^G Back to the page; what is written stays" in tutor.said
        assert "outline" not in tutor.said
        await tutor.press("escape")
        await tutor.until(lambda: isinstance(tutor.screen, EditorScreen))
        await indents(tutor)


async def indents(tutor: Tutor) -> None:
    """Those of an editor for code."""
    code = editor(tutor)
    await write(tutor, "for i in x: # :")
    tutor.type("enter", *"if i:", "enter", *"p", "enter", "backspace", *"b", "enter", "backspace")
    await tutor.until(lambda: code.own == "for i in x: # :\n    if i:\n        p\n    b\n")
    tutor.type("tab", "tab", "shift+tab", *"c", "home", "tab", "end", "shift+tab")
    await tutor.until(lambda: code.own.endswith("\n    c"))
    tutor.app.post_message(Paste("1\r\n\t2\r3\x07"))
    await tutor.until(lambda: code.own.endswith("\n    c1\n    2\n3"))


async def test_a_mistake_is_named_marked_and_counted(
    open_tutor: OpenTutor, course: Course, progress: Progress, scripts: type[Scripts]
) -> None:
    async with open_tutor("loop", course=course) as tutor:
        code = await opened(tutor)
        first = code.given_lines + 1
        error = ScriptError(
            "NameError",
            "name 'boom' is not defined",
            first + 1,
            "boom()",
            f"line {first}: f()\nline {first + 1} in f(): boom()\x1b[2J",
        )
        scripts.results = [
            ScriptResult(error=ScriptError("SyntaxError", "invalid syntax", first, "for", "for\n   ^")),
            ScriptResult(error=error, output="here\n"),
            ScriptResult(states=went(*PILED), graded=True),
        ]
        # Python can't read it: no answer yet.
        await write(tutor, "for")
        await tutor.press("f5")
        await tutor.until(lambda: "SyntaxError" in outcome(tutor))
        assert "for ^" in outcome(tutor)
        assert tutor.result("write", "loop") is None
        await write(tutor, "f()\nboom()")
        await tutor.press("ctrl+r")
        await tutor.until(lambda: "NameError" in outcome(tutor))
        assert f"✗ The script stops in line {first + 1}, boom()." in outcome(tutor)
        assert f"line {first + 1} in f(): boom()\\x1b[2J Your script printed: here" in outcome(tutor)
        # Lines are counted as they stand on screen.
        assert scripts.scripts[-1].split("\n")[first:] == ["boom()"]
        assert [style.underline for style in (code.get_line(first).get_style_at_offset(tutor.app.console, 0),)] == [True]
        assert "before you changed it" not in outcome(tutor)
        await tutor.press("x")
        await tutor.until(lambda: "before you changed it" in outcome(tutor))
        assert f"✗ The script stops in line {first + 1}" in outcome(tutor)
        assert not code.get_line(first).get_style_at_offset(tutor.app.console, 0).underline
        assert "F3" not in tutor.footer
        await tutor.press("f5")
        await tutor.until(lambda: "The slopes pile up" in outcome(tutor))
        result = progress.results("sample")["loop", "write"]
        assert (result.tries, result.ever_right, result.belief) == (2, False, "no-zero-grad")
        # A hint, and after two wrong answers the solution, stand beside what was said.
        await tutor.press("f2")
        await tutor.until(lambda: "Hint 1 of 2: Where is the slope?" in outcome(tutor))
        await tutor.footer_says("F3", "solution")
        await tutor.press("f3")
        await tutor.until(lambda: "optimizer = optim.SGD([W], lr=0.05) for step in range(5):" in outcome(tutor))
        assert code.own == "f()\nboom()x"
        await tutor.press("ctrl+g")
        await tutor.until(lambda: tutor.page == "own" and "The slopes pile up" in tutor.panel_text())
        await tutor.footer_says("↵", "editor")
        await tutor.press("n")
        await tutor.until(lambda: "first answer: f() ⏎ boom() (not right yet)" in tutor.said)


async def test_a_script_that_runs_leaves_the_keys_alone_and_is_stopped(
    open_tutor: OpenTutor, course: Course, scripts: type[Scripts]
) -> None:
    async with open_tutor("loop", course=course) as tutor:
        code = await opened(tutor)
        for stop in ("f5", "ctrl+c", "escape"):
            scripts.results = [None]
            await tutor.press("f5")
            await tutor.footer_says("F5 ^R", "stop")
            await tutor.until(lambda: "running, 0 s of 10" in outcome(tutor) and not scripts.results)
            await tutor.press("a")
            assert code.own.endswith("a")
            await tutor.press(stop)
            await tutor.until(lambda: scripts.cancelled)
            if stop != "escape":
                await tutor.until(lambda: "Stopped." in outcome(tutor))
                await tutor.footer_says("F5 ^R", "run")
            scripts.cancelled = 0
        await tutor.until(lambda: tutor.page == "own")
        assert tutor.result("write", "loop") is None
        assert tutor.panel.state == "asking"


async def test_what_is_written_is_kept_and_forgotten_with_the_answers(
    open_tutor: OpenTutor, course: Course, progress: Progress, scripts: type[Scripts]
) -> None:
    async with open_tutor("loop", course=course) as tutor:
        await opened(tutor)
        await tutor.press("escape")
        await tutor.until(lambda: tutor.page == "own")
        assert kept(progress) is None
        await opened(tutor)
        await tutor.press("x")
        # A moment after the last key, wherever one goes then.
        await tutor.until(lambda: kept(progress) == "x")
        await tutor.press("y")
    assert kept(progress) == "xy"
    async with open_tutor("loop", course=course) as tutor:
        assert "1 line of yours stands there" in tutor.panel_text()
        code = await opened(tutor)
        assert code.own == "xy"
        await tutor.press("f10")
        await tutor.until(lambda: tutor.page == "own")
        await tutor.press("x", "down", "enter")
        await tutor.until(lambda: kept(progress) is None and "Enter opens the editor." in tutor.panel_text())


async def test_all_of_it_can_be_seen_at_every_size(open_tutor: OpenTutor, course: Course, scripts: type[Scripts]) -> None:
    async with open_tutor("loop", course=course) as tutor:
        code = await opened(tutor)
        lines = "\n".join(f"line {number}" for number in range(40))
        # A character that turns round what follows it, and one that rings.
        result = ScriptResult(states=went(0), output=f"{lines}\n", output_cut=True, output_end="the \u202eend\x07\n")
        scripts.results = [result]
        await write(tutor, "# mine")
        await tutor.press("f5")
        await tutor.until(lambda: "Your script printed: line 0" in outcome(tutor))
        for size in ((80, 24), (60, 20), (120, 40)):
            await tutor.pilot.resize_terminal(*size)
            await tutor.until(lambda size=size: tutor.screen.size == size and "✗ The loop is missing" in outcome(tutor))
            assert {"F5 ^R", "Esc ^G", "F4", "F1"} <= set(await tutor.footer_with("F4"))
            seen = set()
            while "\\u202eend\\x07" not in seen:
                seen |= set(outcome(tutor).split())
                end = outcome(tutor)
                await tutor.press("f4")
            assert seen >= {str(number) for number in range(40)}
            assert "line 39 (some of what it printed is left out here)" in end
            # From its end it goes back to where it begins.
            while "✗ The loop is missing" not in outcome(tutor):
                await tutor.press("f4")
            assert code.region.bottom <= size[1] - 1
            assert code.scrollable_content_region.height >= 4
            # The cursor is in view, and so is the beginning once one goes there.
            assert "# mine" in tutor.shown
            tutor.type(*["up"] * 9)
            await tutor.until(lambda: "1  import torch" in tutor.shown)
            tutor.type(*["down"] * 9)
            await tutor.until(lambda: "# mine" in tutor.shown)


async def test_the_keys_are_the_editors_again_after_a_window_that_was_too_small(
    open_tutor: OpenTutor, course: Course, scripts: type[Scripts]
) -> None:
    async with open_tutor("loop", course=course) as tutor:
        code = await opened(tutor)
        await tutor.pilot.resize_terminal(20, 6)
        await tutor.until(lambda: "this one is 20×6" in tutor.said)
        await tutor.pilot.resize_terminal(80, 24)
        await tutor.until(lambda: tutor.screen.focused is code)
        await tutor.press("x", "y")
        await tutor.until(lambda: code.own == "xy")
