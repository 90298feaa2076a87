"""A small course of two lessons, and gdtutor as a process."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

LESSON = """\
---
id: {id}
title: {title}
minutes: {minutes}
needs: []
---

## First {{#first}}

Some words.

```quiz
id: sum
kind: number
ask: How much is 1 + 1?
value: 2
right: Yes.
wrong: No.
hint: Count.
```

## Second {{#second}}

More words.
"""

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "course.yaml").write_text("id: small\ntitle: A small course\nlanguage: en\n", encoding="utf-8")
    for name, (identity, title, minutes) in {
        "01-sums.md": ("sums", "Sums", 5),
        "02-slopes.md": ("slopes", "기울기 Slopes", 12),
    }.items():
        (folder / name).write_text(LESSON.format(id=identity, title=title, minutes=minutes), encoding="utf-8")
    return folder


@pytest.fixture
def gdtutor() -> Run:
    """`gdtutor` with these arguments, without a terminal."""

    def run(*arguments: object, stdin: str = "", **settings: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "gdtutor", *map(str, arguments)]
        return subprocess.run(command, input=stdin, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)

    return run
