"""A lesson with the kinds of question that take more than a choice or a number: lines to order, a line to find, a challenge,
other numbers for another try, and hints that are counted.

The numbers are those of x = y = 1, 2, 3 with the mean cost, as in `sample`.
"""

from __future__ import annotations

from pathlib import Path

KINDS = """---
id: kinds
title: Every kind of question
minutes: 10
---

## Put it in order {#ordered}

Five lines make one step. Two of them have a fixed neighbour.

```quiz
id: loop
kind: order
ask: Put the lines in the order in which the loop trains W.
experiment: {start: {W: 0}, lr: 0.1}
steps: 3
goal: cost@end < 0.001
orders:
  - when: [backward < zero_grad, zero_grad < step]
    answer: "`zero_grad()` throws away what `backward()` has filled: W is {W@end} after three passes."
    belief: zero-grad-before-step
right: The cost falls from {cost@0} to {cost@end} in three passes.
wrong: "torch says: {error}"
hints:
  - What does `cost` need to be there?
  - What does `backward()` need?
  - "`step()` comes last."
```

## Order beside a lab {#beside}

The lab runs the loop that is meant.

```lab
id: meant
start: {W: 3}
lr: 0.1
pictures: [cost-curve]
controls: [W, lr, run]
```

```quiz
id: loop-again
kind: order
ask: And in which order does it train here?
steps: 2
goal: cost@end < cost@0
right: The cost went from {cost@0} to {cost@end}.
wrong: "torch says: {error}"
hint: "`hypothesis` first."
```

## Find the fault {#faulty}

This script climbs.

```quiz
id: climb
kind: line
ask: Which line sends W the wrong way? After one step it is {W@1}.
experiment: {start: {W: 0}, lr: 0.15, loop: ascent}
lines:
  - line: W += lr * W.grad
    right: true
    answer: The gradient at W = 0 is {dW@0}; adding 0.15 times that leads down to {W@1}.
  - line: W.grad = None
    answer: That only clears the gradient for the next step. W is {W@1} without it, too.
    belief: zero-grad-is-wrong
wrong: That line does what it should. W went to {W@1} in another one.
hint: Which line changes W?
```

## Find it in a long script {#long}

Eleven readings, and a script that is longer than the window.

```quiz
id: old-point
kind: line
ask: W moves first, and b takes its gradient at the new W. From which line on is that so?
experiment: {data: thermometers, model: Wx+b, start: {W: 1}, lr: 0.0001, loop: sequential-update}
lines:
  - line: optimizer_W.step()
    right: true
    answer: From here on the second forward pass sees the new W, so b becomes {b@1}.
wrong: Not there. After one step b is {b@1}.
hint: Where does W change?
```

## Make it arrive {#golf}

Turn α, and arrive in as few steps as you can.

```lab
id: course
start: {W: 5}
lr: 0.01
pictures: [cost-curve, cost-steps]
controls: [W, lr, run]
```

```quiz
id: golf
kind: challenge
ask: Bring the cost below 0.01 within 10 steps.
steps: 10
goal: cost@end < 0.01
score: first(cost < 0.01)
par: 4
reference: {lr: 0.1}
misses:
  - when: verdict is diverges
    answer: With α = {lr} it leaves the picture; the cost is {cost@end}.
    belief: larger-is-faster
right: With α = {lr} the cost is {cost@end}.
wrong: After ten steps the cost is still {cost@end}.
hints:
  - The step is α times the slope.
  - Try rates between 0.05 and 0.15.
```

## With other numbers {#fresh}

One step, worked out by hand.

```lab
id: by-hand
start: {W: 0}
lr: 0.15
pictures: [cost-curve]
controls: [lr, run]
```

```quiz
id: step
kind: number
ask: From W = {W@0}, with α = {lr} and a gradient of {dW@0}, where does one step lead?
value: W@1
right: W is {W@1}.
wrong: torch went from {W@0} to {W@1}.
numbers:
  - value: W@0 + lr * dW@0
    answer: That adds the step; taking it away leads to {W@1}.
    belief: plus-descends
hint: "{W@0} − {lr} × ({dW@0})"
fresh: {W: [3, -2], lr: [0.05, 0.2]}
```

## Which are true {#true}

Nothing to run.

```quiz
id: true-ones
kind: choices
ask: What does the rate change?
choices:
  - {id: length, text: how long a step is, right: true, answer: "It does."}
  - {id: slope, text: how steep the curve is, belief: rate-bends-the-curve, answer: "The curve stays as it is."}
  - {id: way, text: how many steps it takes, right: true, answer: "It does."}
hint: What does the formula multiply by α?
```

## Which one {#one}

Nothing to run here either.

```quiz
id: one-of
kind: choice
ask: What is the slope at the bottom?
choices:
  - {id: zero, text: "0", right: true, answer: "It is flat there."}
  - {id: one, text: "1", answer: "At 1 it would still climb."}
  - {id: cost, text: the cost, answer: "The cost is a height."}
hint: What does a ball do there?
```
"""

# The ids of the pages.
PAGES = ("ordered", "beside", "faulty", "long", "golf", "fresh", "true", "one")


def write_kinds(folder: Path) -> Path:
    """The lesson in a course of its own, in a new folder."""
    folder.mkdir()
    (folder / "course.yaml").write_text("id: sample\ntitle: Kinds of question\nlanguage: en\n", encoding="utf-8")
    (folder / "01-kinds.md").write_text(KINDS, encoding="utf-8")
    return folder
