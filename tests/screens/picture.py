"""Makes the picture in README.md from the running program.

    python tests/screens/picture.py

A page of the course is opened, its question answered, and the screen saved beside this file.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from gdtutor.course.open import bundled_course, open_course
from gdtutor.learner.progress import Progress
from gdtutor.tui.app import TutorApp
from gdtutor.tui.beginning import Beginning
from gdtutor.tui.screens.lesson import LessonScreen

LESSON, PAGE = "learning-rate", "crossing"
# Predict that the run goes away from the minimum, commit, and let torch answer.
KEYS = ("1", "enter")
TARGET = Path(__file__).with_name("lesson.svg")


async def main() -> None:
    """Open the page, answer its question, save the screen."""
    with tempfile.TemporaryDirectory() as folder:
        app = TutorApp(
            open_course(bundled_course("en")), Progress.open(Path(folder) / "progress.sqlite3"), Beginning(LESSON, PAGE)
        )
        async with app.run_test(size=(96, 28)) as pilot:
            while not (isinstance(app.screen, LessonScreen) and app.screen.session and app.screen.session.record):
                await pilot.pause(0.1)
            await pilot.press(*KEYS)
            while app.screen.panel.state in ("asking", "running"):
                await pilot.pause(0.1)
            await pilot.pause(0.5)
            TARGET.write_text(app.export_screenshot(title="gdtutor"), encoding="utf-8")


asyncio.run(main())
