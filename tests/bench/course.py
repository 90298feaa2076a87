"""A course of one lesson for the benchmarks: a long run on one page, a ball that walks slowly down the curve on the next."""

from __future__ import annotations

from pathlib import Path

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

It walks down the curve, twenty steps a second.

```lab
id: ball
start: {W: 5}
lr: 0.001
steps: 1000000
pictures: [cost-curve]
controls: [lr, run]
```
"""


def write_course(folder: Path) -> Path:
    """The course, in a new folder."""
    folder.mkdir()
    (folder / "course.yaml").write_text("id: bench\ntitle: Bench\nlanguage: en\n")
    (folder / "01-bench.md").write_text(LESSON)
    return folder
