"""A complete good lesson, and a folder to write lessons into."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import pytest_asyncio

from gdtutor.check.runs import Runs
from gdtutor.trainer.client import Trainer

GOOD = """\
---
id: derivative-sign
title: The sign of the slope
minutes: 10
needs: [cost-curve]
---

## Which way is down {#which-way}

Prose with **bold**, `code`, W < 5 and a list:

- one
- two

```lab
id: first-lab
data: one-two-three
start: {W: 5}
lr: 0.15
pictures: [cost-curve, data]
controls: [W, lr, run]
tangents: [5, -1.5]
W_range: [-4, 6]
compare:
  - label: slow
    lr: 1e-3
  - label: from the left
    start: {W: −3}
```

More prose.

```quiz
id: next-step
kind: predict
ask: Where will W be after the next step?
steps: 3
choices:
  - id: left
    text: further left
    when: W@1 < W@0
    belief: subtracting-shrinks
    answer: The gradient there is {dW@0}. torch went to {W@1}.
  - id: right
    text: back to the right
    when: [W@1 > W@0, cost@end ~ 14/3]
    answer: Minus a negative is plus.
hint: What is the sign of the slope where W is now?
```

## By hand {#by-hand}

```python
## not a heading {#code}
```

Work it out.

```quiz
id: first-update
kind: number
ask: What is W after one update? Sets are written {{1, 2}}.
experiment: {lr: 0.15, start: {W: 0, b: 0.5}, model: Wx+b, data: {x: [1, 2], y: [3, 5]}}
value: W@1
tolerance: 0.02
right: Yes, {W@1}.
wrong: No.
numbers:
  - value: −14/3
    answer: That is the cost's sign turned.
    belief: sign
hint: Multiply.
```

## Several {#several}

Choose.

```quiz
id: which-hold
kind: choices
ask: Which are true?
choices:
  - {id: a, text: 14/3, answer: Right., right: true}
  - {id: b, text: no, answer: Wrong., belief: nonsense}
  - {id: c, text: 3, answer: Right too., right: true}
hint: Two.
```
"""

Write = Callable[[str | bytes], Path]


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a lesson file and return its path."""

    def _write(content: str | bytes) -> Path:
        path = tmp_path / "01-first.md"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _write


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def runs(trainer: Trainer) -> Runs:
    """What torch has run for the lessons: each experiment once, whoever asks."""
    return Runs(trainer)
