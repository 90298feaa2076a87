"""The tutorial as somebody at the keyboard has it: keys and clicks go in, what stands on screen comes out."""

from __future__ import annotations

import asyncio
import contextvars
import re
import time
from collections.abc import Callable

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.trajectory import Trajectory
from gdtutor.lab.session import LabSession
from gdtutor.learner.progress import Progress, Result
from gdtutor.trainer.client import Batch, Run, Trainer
from gdtutor.tui.app import TutorApp
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.screens.home import HomeScreen
from gdtutor.tui.screens.lesson import LessonScreen
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.quiz_panel import QuizPanel
from gdtutor.tui.widgets.readout import Readout


class SharedTrainer(Trainer):
    """One torch process for the apps of many tests: it is not closed with an app, and rows arrive in the context of the app
    that asked for them, as they do where every app has a trainer of its own.
    """

    async def open(self, experiment: Experiment, on_rows: Callable[[Batch], None], *, resume: Trajectory | None = None) -> Run:
        context = contextvars.copy_context()
        return await super().open(experiment, lambda batch: context.run(on_rows, batch), resume=resume)

    async def close(self) -> None:
        """An app closes; others need the process still."""

    async def end(self) -> None:
        """Now it may go."""
        await super().close()


class Tutor:
    """An app under test."""

    def __init__(self, pilot: Pilot[None], progress: Progress) -> None:
        assert isinstance(pilot.app, TutorApp)
        self.app = pilot.app
        self.pilot = pilot
        self.progress = progress

    # What is there

    @property
    def screen(self) -> Screen[object]:
        return self.app.screen

    @property
    def lesson(self) -> LessonScreen:
        assert isinstance(self.screen, LessonScreen), self.shown
        return self.screen

    @property
    def at_home(self) -> bool:
        return isinstance(self.screen, HomeScreen)

    @property
    def page(self) -> str:
        """The id of the page on screen; "" where none is."""
        screen = self.screen
        return screen.page.id if isinstance(screen, LessonScreen) and screen.page is not None else ""

    @property
    def shown(self) -> str:
        """The whole screen, line by line, as a terminal would have it."""
        return "\n".join(strip.text.rstrip() for strip in self.screen._compositor.render_strips())

    @property
    def said(self) -> str:
        """The whole screen as running text: line breaks, bars and margins are one space."""
        return " ".join(re.sub(r"[▌▐▁▂▃▄▅▆▇█\s]+", " ", self.shown).split())

    @property
    def letters(self) -> str:
        """The whole screen without spaces and frames, for paths, which break anywhere."""
        return re.sub(r"[│╭╮╰╯─▌▐▁▂▃▄▅▆▇█\s]+", "", self.shown)

    @property
    def session(self) -> LabSession:
        """The lab of the page on screen."""
        assert isinstance(self.screen, LessonScreen)
        assert self.screen.session is not None
        return self.screen.session

    @property
    def plot(self) -> PlotView:
        return self.screen.query_one("#plot", PlotView)

    @property
    def picture(self) -> str:
        return self.plot.shown_text()

    @property
    def readout(self) -> str:
        return self.screen.query_one(Readout).shown_text()

    @property
    def panel(self) -> QuizPanel:
        return self.screen.query_one(QuizPanel)

    @property
    def feedback(self) -> str:
        """What stands below the question: the answer to the answer, and a hint."""
        return "\n".join(filter(None, (str(self.panel.query_one(name, Static).content) for name in ("#feedback", "#hint"))))

    def panel_text(self) -> str:
        """What is to be seen of the question, as running text."""
        region = self.panel.region
        rows = self.shown.splitlines()[region.y : region.bottom]
        return " ".join(re.sub(r"[▌▐▁▂▃▄▅▆▇█\s]+", " ", " ".join(rows)).split())

    @property
    def footer(self) -> dict[str, str]:
        """The keys in the footer with their labels, as it stands; it holds nothing but whole keys of the screen's commands."""
        if not isinstance(self.screen, CourseScreen):
            return {}
        known = sorted({(c.shown, c.label) for c in (*self.screen.COMMANDS_HERE, *COMMON)}, key=lambda pair: -len(pair[1]))
        text = self.screen.query_one(KeyBar).shown_text().strip()
        found = {}
        while text:
            key, label = next((pair for pair in known if f"{text} ".startswith(f"{pair[0]} {pair[1]} ")), ("", ""))
            assert key, f"no key of this screen: {text!r}"
            found[key] = label
            text = text[len(f"{key} {label}") :].strip()
        return found

    @property
    def step(self) -> int:
        """The step that the readout shows; -1 where it shows none."""
        found = re.search(r"step (\d+)", self.readout)
        return int(found[1]) if found else -1

    def value(self, name: str) -> str:
        """The number after a name in the readout's dials or its state."""
        found = re.search(rf"(?:^|\s){name} (?:◂[─●]+▸ )?(\S+)", self.readout)
        assert found, f"no {name} in:\n{self.readout}"
        return found[1]

    def result(self, quiz: str, lesson: str = "slope") -> Result | None:
        return self.progress.results("sample").get((lesson, quiz))

    # What is done and waited for

    async def press(self, *keys: str) -> None:
        """Press keys, characters or Textual's names such as "enter", one after another: each is obeyed before the next."""
        for key in keys:
            self.type(key)
            await self.pilot.pause(0)
        await self.pilot.pause(0)

    def type(self, *keys: str) -> None:
        """Press keys so fast that the first is not obeyed yet when the last comes."""
        for key in keys:
            name, character = (_character_to_key(key), key) if len(key) == 1 else (key, None)
            self.app.post_message(Key(name, character))

    async def footer_with(self, *keys: str) -> dict[str, str]:
        """Wait until these keys are in the footer, which follows what happens a moment later; the whole of it."""
        found: list[dict[str, str]] = []

        def there() -> bool:
            found.append(self.footer)
            return set(keys) <= set(found[-1])

        await self.until(there)
        return found[-1]

    async def footer_says(self, key: str, label: str) -> None:
        """Wait until that is what the key in the footer does."""
        await self.until(lambda: self.footer.get(key) == label)

    async def until(self, condition: Callable[..., object], seconds: float = 20) -> None:
        """Wait until it holds; fails with the screen."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"it did not come to pass:\n{self.shown}"
            await asyncio.sleep(0.01)
        await self.pilot.pause(0)

    async def lab_ready(self) -> None:
        """Wait until the page's lab stands on screen with the numbers of its start."""

        def ready() -> bool:
            screen = self.screen
            if not isinstance(screen, LessonScreen) or screen.session is None or screen.page is None:
                return False
            record = screen.session.record
            return screen.session.lab is screen.page.lab and record is not None and f"cost {show(record.cost)}" in self.readout

        await self.until(ready)

    async def answered(self) -> str:
        """Wait until the answer is judged; what is said to it."""
        await self.until(lambda: self.panel.state in ("right", "wrong"))
        return self.feedback

    async def answer(self, *keys: str) -> str:
        """Answer the question with these keys and Enter; what is said to it."""
        await self.press(*keys, "enter")
        return await self.answered()

    async def click(self, widget: Widget, x: int = 0, y: int = 0) -> None:
        await self.pilot.click(widget, offset=(x, y))

    async def click_key(self, label: str) -> None:
        """Click a key in the footer, by its label."""
        await self.until(lambda: label in self.footer.values())
        bar = self.screen.query_one(KeyBar)
        await self.click(bar, bar.shown_text().index(f" {label}") + 1)
