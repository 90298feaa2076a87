"""A small but complete course for the tests of the screens: every kind of question, and labs of every make.

The numbers are those of x = y = 1, 2, 3 with the mean cost: W after k steps is 1 + (W₀ − 1)(1 − 28α/3)^k.
"""

from __future__ import annotations

from pathlib import Path

SLOPE = """---
id: slope
title: The sign of the slope
minutes: 10
---

## Which way is down {#sign}

At W = 5 the tangent climbs to the right. A step takes away α times the slope.

    W := W − α · slope

```lab
id: first
start: {W: 5}
lr: 0.18
pictures: [cost-curve, data, cost-steps]
controls: [W, lr, run]
```

```quiz
id: next-step
kind: predict
ask: Where will W be after the first step?
choices:
  - id: left
    text: further left, near 4
    when: [W@1 < W@0, W@1 > 1]
    belief: as-long-as-the-rate
    answer: The gradient is {dW@0}, and 0.18 times that is long. torch went to {W@1}.
  - id: across
    text: across the bottom
    when: W@1 < 1
    answer: Yes, torch went from {W@0} to {W@1}.
  - id: up
    text: to the right
    when: W@1 > W@0
    belief: plus-descends
    answer: A positive slope makes W smaller. torch went to {W@1}.
hint: How long is 0.18 times {dW@0}?
```

## How far is it {#type}

From W = 0 the slope is −28/3.

```lab
id: second
start: {W: 0}
lr: 0.15
pictures: [cost-curve]
controls: [lr, run]
compare:
  - {label: slow, lr: 0.01}
  - {label: wild, lr: 0.22}
```

```quiz
id: one-step
kind: number
ask: What is W after one step with α = 0.15?
value: W@1
right: Yes, W is {W@1}.
wrong: Not that. torch says {W@1}.
numbers:
  - value: -1.4
    answer: That is W + α·gradient, which climbs.
    belief: plus-descends
hint: 0 − 0.15 × (−9.33)
```

## What is flat {#flat}

Nothing to run here. `code` and **bold**.

- one
- two

```python
optimizer.step()
```

```quiz
id: several
kind: choices
ask: Which are true at the bottom?
choices:
  - {id: slope, text: The slope is 0, right: true, answer: The slope is 0 there.}
  - {id: cost, text: The cost is always 0, belief: zero-slope-zero-cost, answer: "With y = 1, 2, 2 it is 0.119."}
  - {id: still, text: W stops moving, right: true, answer: W stands still there.}
hint: What does a step take away where the slope is 0?
```
"""

LABS = """---
id: labs
title: Labs of every make
minutes: 12
needs: [slope]
---

## Find the curve {#tries}

Turn W and watch the cost.

```lab
id: search
start: {W: 3}
pictures: [cost-curve, data]
controls: [W]
curve: tries
W_range: [-2, 4]
```

```quiz
id: lowest
kind: choice
ask: The cost is {cost@0} at W = 3. Where is it lowest?
choices:
  - {id: one, text: at W = 1, right: true, answer: "All three points lie on y = x."}
  - {id: zero, text: at W = 0, answer: "There it is 14/3. A step from W = 3 would make it {cost@1}."}
hint: Which line meets all three points?
```

## Two thermometers {#thermometers}

Eleven readings of two thermometers, and a rate that is too large for them.

```lab
id: readings
data: thermometers
model: Wx+b
start: {W: 1, b: 0}
lr: 0.01
steps: 30
pictures: [cost-steps-log, data]
controls: [W, b, lr, run]
```

```quiz
id: fate
kind: predict
ask: What becomes of this run?
steps: 12
choices:
  - {id: falls, text: the cost falls, when: verdict is converges, answer: It did not.}
  - id: grows
    text: the cost grows without end
    when: verdict is diverges
    answer: It was {cost@0} and became {cost@2} in two steps.
hint: The critical rate is far below 0.01.
```

## A long walk {#walk}

It takes many small steps.

```lab
id: walk
start: {W: 5}
lr: 0.0000001
steps: 1000000
dtype: float64
pictures: [cost-curve, cost-steps]
controls: [lr, run]
```

## Much to read {#crowded}

PROSE

```lab
id: crowded
model: Wx+b
pictures: [data, squares]
controls: [W, b]
compare:
  - {label: a steep line, start: {W: 3, b: 1}}
```

```quiz
id: long-choices
kind: choice
ask: Which of these many answers is the one that says what the cost is, whatever the data and wherever the line may lie?
choices:
  - id: a
    text: the mean of the squared distances from the points to the line, measured straight up or down
    right: true
    answer: Yes.
  - id: b
    text: the largest of the squared distances from the points to the line, whichever point it belongs to
    answer: No.
  - id: c
    text: the mean of the distances from the points to the line, measured across to the nearest place on it
    answer: No.
  - id: d
    text: the slope of the line times the number of points, less the number of points that lie above the line
    answer: No.
  - id: e
    text: the number of the points that the line misses, divided by the number of the points that it meets
    answer: No.
  - id: f
    text: the last of all the choices, which is as long as the others so that it wraps in a narrow window
    answer: No.
hint: Read the page to its end.
```

## The end {#end}

PROSE
"""

PARAGRAPH = (
    "Paragraph {number} of a text that is longer than any window: the cost is the mean of the squared errors, "
    "its slope says which way is up, and a step goes the other way by the learning rate times that slope.\n\n"
)
LAST_WORDS = "These are the last words of the page."

# The ids of the pages, by lesson.
PAGES = {"slope": ("sign", "type", "flat"), "labs": ("tries", "thermometers", "walk", "crowded", "end")}


def w(step: int, start: float, lr: float) -> float:
    """W after `step` updates on x = y = 1, 2, 3 with the mean cost (gradient descent on a quadratic in closed form)."""
    return 1 + (start - 1) * (1 - 28 * lr / 3) ** step


def cost(W: float) -> float:
    """cost(W) on the same data."""
    return 14 / 3 * (W - 1) ** 2


def write_course(folder: Path) -> Path:
    """The course, in a new folder."""
    folder.mkdir()
    prose = "".join(PARAGRAPH.format(number=number) for number in range(1, 13)) + LAST_WORDS
    (folder / "course.yaml").write_text("id: sample\ntitle: Lines and slopes\nlanguage: en\n", encoding="utf-8")
    (folder / "01-slope.md").write_text(SLOPE, encoding="utf-8")
    (folder / "02-labs.md").write_text(LABS.replace("PROSE", prose), encoding="utf-8")
    return folder
