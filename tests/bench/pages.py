"""Pages to measure on, in terminals: a course of one lesson, opened, and what its screen shows."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal import Terminal, gdtutor

LESSON = """---
id: bench
title: Bench
minutes: 1
---

## A long run {#long}

It plays flat out for as long as it is watched.

```lab
id: long
start: {W: 5}
lr: 0.0000001
steps: 1000000
pictures: [cost-curve]
controls: [W, lr, run]
```

## A ball {#ball}

It walks down the curve.

```lab
id: ball
start: {W: 5}
lr: 0.0005
steps: 1000000
pictures: [cost-curve]
controls: [W, lr, run]
```

## A swing {#swing}

It goes from one side to the other for ever.

```lab
id: swing
start: {W: 5}
lr: 3/14
steps: 1000000
dtype: float64
pictures: [cost-curve]
controls: [W, lr, run]
```

## Contours {#contours}

It walks down a valley.

```lab
id: contours
model: Wx+b
start: {W: 5, b: 3}
lr: 0.001
steps: 1000000
pictures: [contours]
controls: [W, b, lr, run]
```
"""
# A key a person presses at once when there is something to run, and the row that tells of it.
STEP_OFFERED = ". step"
# It plays at 5 steps a second unless told otherwise.
AT_5, AT_20, FLAT_OUT = " ", "ff ", "ffffff "


@contextmanager
def bench_course() -> Iterator[Path]:
    """A folder that is gone afterwards, with the course in its folder `course`; learners keep their progress beside it."""
    with tempfile.TemporaryDirectory(prefix="gdtutor-bench-") as name:
        course = Path(name) / "course"
        course.mkdir()
        (course / "course.yaml").write_text("id: bench\ntitle: Bench\nlanguage: en\n", encoding="utf-8")
        (course / "01-bench.md").write_text(LESSON, encoding="utf-8")
        yield Path(name)


def start_page(
    folder: Path, page: str, *, learner: str = "state", columns: int = 100, rows: int = 30, env: dict[str, str] | None = None
) -> Terminal:
    """The lesson at that page, as a learner starts it; nothing is awaited."""
    course = str(folder / "course")
    return gdtutor("--course", course, f"bench/{page}", state=folder / learner, columns=columns, rows=rows, env=env)


def await_torch(terminal: Terminal, seconds: float = 60) -> Terminal:
    """Until torch is ready and the lab has its first record."""
    terminal.wait_for("torch cpu", seconds)
    terminal.wait_for("gradient", seconds)
    return terminal


def step_of(terminal: Terminal) -> int:
    """The step that the screen shows, 0 where it shows none yet."""
    found = re.search(r"step (\d+)", terminal.text)
    return int(found[1]) if found else 0


def echo_time(terminal: Terminal) -> float:
    """Seconds from a key to its effect on screen: the mark of the chosen dial moves, as `down` makes it do."""

    def mark() -> tuple[int, int] | None:
        marked = ((y, line.index("▸ ")) for y, line in enumerate(terminal.screen.display) if re.search(r"▸ [Wbα] ", line))
        return next(marked, None)

    before = mark()
    assert before is not None, terminal.text
    start = time.perf_counter()
    terminal.send("\x1b[B")
    while mark() in (before, None):
        terminal.read_once(1)
        assert time.perf_counter() - start < 10, terminal.text
    return time.perf_counter() - start


def echo_times(terminal: Terminal, seconds: float) -> list[float]:
    """Echo times of keys pressed at a person's pace, for so long."""
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        times.append(echo_time(terminal))
        terminal.read(0.03 + 0.05 * (len(times) % 3))
    return times
