"""A lesson that is quickly gone through, and somebody who does it: each question first wrong, then right, then the next page."""

from __future__ import annotations

import re
import time
from pathlib import Path

from tests.terminal import Terminal

QUESTION = """
## Question {name} {{#{name}}}

Some words.

```quiz
id: {name}
kind: choice
ask: Which is it?
choices:
  - {{id: good, text: this one, right: true, answer: "Said {name}-good."}}
  - {{id: bad, text: that one, answer: "Said {name}-bad."}}
hint: Not that one.
```
"""

# torch decides it: W after one step from 0 is 28/3 · α = 1.4.
PREDICTION = """
## Question {name} {{#{name}}}

Some words.

```lab
id: {name}
start: {{W: 0}}
lr: 0.15
pictures: [cost-curve]
controls: [lr, run]
```

```quiz
id: {name}
kind: predict
ask: Where will W be?
choices:
  - {{id: good, text: to the right, when: W@1 > 0, answer: "Said {name}-good {{W@1}}."}}
  - {{id: bad, text: to the left, when: W@1 < 0, answer: "Said {name}-bad {{W@1}}."}}
hint: The slope is negative.
```
"""

PLAY = """
## To play with {#gnu}

A million steps, each a short one.

```lab
id: gnu
start: {W: 5}
lr: 0.0000001
steps: 1000000
pictures: [cost-curve]
controls: [lr, run]
```
"""

PAGES = ("ant", "bee", "cat", "dog", "elk", "fox")
PREDICTIONS = ("cat", "fox")
HEADER = "---\nid: quick\ntitle: A quick lesson\nminutes: 1\nneeds: []\n---\n"
# What a page says to an answer, and what torch is quoted with.
SAID = re.compile(r"Said (\w+)-(good|bad)(?: ([\d.]+))?\.")


def write_quick_course(folder: Path) -> Path:
    """The course, in a new folder."""
    folder.mkdir()
    (folder / "course.yaml").write_text("id: quick\ntitle: Quick\nlanguage: en\n", encoding="utf-8")
    pages = [(PREDICTION if name in PREDICTIONS else QUESTION).format(name=name) for name in PAGES]
    (folder / "01-quick.md").write_text(HEADER + "".join(pages) + PLAY, encoding="utf-8")
    return folder


class Learner:
    """Looks at a terminal with the quick lesson in it, and types. `said` is every answer that has had its feedback on screen:
    question and choice. `page` is the page on screen, "" where none is; `keys` counts what was typed.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.said: set[tuple[str, str]] = set()
        self.page = ""
        self.keys = 0
        self._typed = ("", "")
        self._since = 0.0

    def look(self) -> None:
        """Take in what is on screen."""
        self.terminal.read_once(0.02)
        text = self.terminal.said
        heading = re.search(r"Question (\w+) ", text)
        self.page = heading[1] if heading else ""
        for name, choice, number in SAID.findall(text):
            self.said.add((name, choice))
            assert number in ("", "1.4"), text

    def act(self) -> None:
        """Type what is next, once it makes sense; again where it has had no effect for a while: it came too early."""
        text = self.terminal.said
        now = [choice for name, choice, _number in SAID.findall(text) if name == self.page]
        if self.page:
            key = "n" if "good" in now or "✓ right" in text else "1\r" if now or (self.page, "bad") in self.said else "2\r"
        elif "start here" in text or "continue" in text:
            key = "\r"
        else:
            return
        seen = (self.page, key)
        if seen != self._typed or time.monotonic() > self._since + 2:
            self._typed, self._since = seen, time.monotonic()
            self.keys += 1
            self.terminal.send(key)

    @property
    def through(self) -> bool:
        """Whether the lesson is done: its last question is answered right."""
        return (PAGES[-1], "good") in self.said
