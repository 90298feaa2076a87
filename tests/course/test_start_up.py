"""The first screen waits for `open_course`: it is quick, and imports nothing that is heavy."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ["numpy", "torch", "plotext", "textual", "markdown_it"]

FRESH = """
import json, sys, time
from pathlib import Path
from gdtutor.course.open import bundled_courses, open_course
bundled_courses()
times = []
for _ in range(5):
    before = time.process_time()
    course = open_course(Path(sys.argv[1]))
    times.append(time.process_time() - before)
print(json.dumps({"modules": list(sys.modules), "seconds": min(times), "quizzes": sum(len(l.quizzes) for l in course.lessons)}))
"""


@pytest.fixture
def nine_lessons(tmp_path: Path, good: str) -> Path:
    """Nine lessons of about 300 lines."""
    (tmp_path / "course.yaml").write_text("id: nine\ntitle: Nine\nlanguage: en\n")
    page = good.partition("\n## ")[2]
    for number in range(9):
        front = f"---\nid: lesson-{number}\ntitle: T\nminutes: 9\n---\n"
        pages = []
        for copy in range(4):
            text = f"\n## {page}"
            for name in ("which-way", "by-hand", "several", "first-lab", "next-step", "first-update", "which-hold"):
                text = text.replace(f"#{name}}}", f"#{name}-{copy}}}").replace(f"id: {name}\n", f"id: {name}-{copy}\n")
            pages.append(text)
        (tmp_path / f"{number}.md").write_text(front + "".join(pages))
    return tmp_path


def test_opening_a_course_is_quick_and_imports_nothing_heavy(nine_lessons: Path) -> None:
    command = [sys.executable, "-c", FRESH, str(nine_lessons)]
    result = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert result["quizzes"] == 9 * 4 * 3
    assert not [name for name in result["modules"] if name.partition(".")[0] in HEAVY]
    # Processor time, so that other work on the machine does not decide. Measured 3 to 4 ms; a full parse takes 40 ms.
    assert result["seconds"] < 0.015


def test_reading_a_lesson_imports_neither_numpy_nor_textual(nine_lessons: Path) -> None:
    code = "import sys; from pathlib import Path; from gdtutor.course.lesson import read_lesson; "
    code += "read_lesson(Path(sys.argv[1])); print(*sys.modules)"
    command = [sys.executable, "-c", code, str(nine_lessons / "0.md")]
    modules = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert not [name for name in modules if name.partition(".")[0] in {"numpy", "torch", "plotext", "textual"}]
    assert "markdown_it" in modules
