"""Makes the picture in README.md from the running program.

    python tests/screens/picture.py

A page of the course is opened, torch takes some steps on it, and the screen is saved beside this file.
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

LESSON, PAGE, KEYS = "learning-rate", "factor", "......"
TARGET = Path(__file__).with_name("lesson.svg")


async def main() -> None:
    """Open the page, take the steps, save the screen."""
    with tempfile.TemporaryDirectory() as folder:
        page = sys.argv[2] if len(sys.argv) > 2 else PAGE
        lesson = sys.argv[1] if len(sys.argv) > 1 else LESSON
        app = TutorApp(open_course(bundled_course("en")), Progress.open(Path(folder) / "progress.sqlite3"), lesson, page)
        async with app.run_test(size=(100, 30)) as pilot:
            for _ in range(200):
                await pilot.pause(0.1)
                session = getattr(app.screen, "session", None)
                if session is not None and session.record is not None:
                    break
            for key in KEYS:
                await pilot.press({".": "full_stop"}.get(key, key))
                await pilot.pause(0.3)
            TARGET.write_text(app.export_screenshot(title="gdtutor"), encoding="utf-8")


asyncio.run(main())
