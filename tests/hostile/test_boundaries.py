"""A course is data: opened, drawn and clicked, it runs no code, reads nothing outside its folder and reaches no network.

Python itself says what is done (`sys.addaudithook`). The names that it gives to the events are in its documentation.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

LESSON = """\
---
id: a
title: "[@click=app.quit]A[/] $HOME `id` {0.__class__}"
minutes: 1
---

## "); import os; os.system("true") # {#p}

[the web](https://example.org/x?y='\\)"), <https://example.org>, [back](#p) and `__import__("os")`.

```python
import os; os.system("true")
```

```lab
id: lab
data: {x: [1, 2], y: [3, 5]}
start: {W: 5}
pictures: [cost-curve, data]
controls: [W, lr, run]
compare: [{label: "{0.__class__} %s [/]", lr: 0.2}]
```

```quiz
id: q
kind: choice
ask: "[@click=app.quit]What[/]? {W@1} {lr}"
choices:
  - {id: a, text: "$(true)", answer: "{W@1}", right: true}
  - {id: b, text: "[link=https://example.org]b[/link]", answer: b}
hint: "eval('1')"
```

## Loop {#loop}

Prose.

```quiz
id: loop
kind: write
ask: Write.
experiment: {steps: 3}
right: Right.
hint: h
```
"""

# In a new Python: everything is imported and drawn once with a harmless course; then what a hostile one makes happen is noted.
WATCHED = """
import asyncio, json, os, sys
from pathlib import Path

harmless, hostile, state = map(Path, sys.argv[1:4])

from gdtutor.check.pages import drawing
from gdtutor.check.reading import read_course
from gdtutor.check.sizes import USUAL
from gdtutor.course.open import open_course
from gdtutor.course.search import search

events = []
watching = False
QUIET = {
    # Python looks at itself, and lists a folder.
    "object.__getattr__", "object.__setattr__", "object.__delattr__", "sys._getframe", "sys._getframemodulename",
    # Pictures are drawn by a library in C, which is there since the first.
    "ctypes.cdata", "ctypes.cdata/buffer",
    "code.__new__", "array.__new__", "builtins.id", "os.listdir", "os.scandir", "glob.glob", "pathlib.Path.glob",
}

def hook(event, arguments):
    if watching and event not in QUIET:
        what = str(arguments[0]) if event == "open" else ascii(arguments)[:200]
        events.append((event, what))

sys.addaudithook(hook)

async def look(pages, folder):
    reading = read_course(folder)
    assert reading.course is not None and reading.is_whole, reading.problems
    search(reading.lessons, (), "the a")
    problems = await pages.check(reading.course, USUAL, lambda: None)
    app, pilot = pages.app, pages.pilot
    app.open_lesson("a", "p")
    for _ in range(100):
        await pilot.pause(0.01)
        if app.screen.query("#prose MarkdownParagraph"):
            break
    shown = app.screen
    # The text is clicked wherever a link may be, and the question is answered.
    for y in range(3, 7 if watching else 4):
        for x in range(4, 36, 10):
            await pilot.click(offset=(x, y))
    for key in ("h", "1", "2", "enter", "n", "p"):
        await pilot.press(key)
    assert app.is_running and app.screen is shown, app.screen
    app.close_lesson()
    await pilot.pause()

async def main():
    global watching
    async with drawing(open_course(harmless), None) as pages:
        await look(pages, harmless)
        watching = True
        await look(pages, hostile)
        watching = False

asyncio.run(main())
print(json.dumps(events))
"""


def write(folder: Path, lesson: str) -> Path:
    folder.mkdir()
    (folder / "course.yaml").write_text("id: c\ntitle: C\nlanguage: en\n")
    (folder / "01-a.md").write_text(lesson)
    return folder


def test_a_course_runs_nothing_reads_nothing_else_and_reaches_nobody(tmp_path: Path) -> None:
    harmless = LESSON.replace('title: "[@click=app.quit]A[/] $HOME `id` {0.__class__}"', "title: A")
    harmless = harmless.replace("[@click=app.quit]What[/]", "What").replace('"); import os; os.system("true") #', "Title")
    first, second = write(tmp_path / "harmless", harmless), write(tmp_path / "hostile", LESSON)
    command = [sys.executable, "-c", WATCHED, str(first), str(second), str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert run.returncode == 0, run.stderr[-3_000:]
    events = json.loads(run.stdout.splitlines()[-1])
    # What was opened before has a number.
    opened = {what for event, what in events if event == "open" and not what.isdecimal()}
    assert opened
    assert {what for what in opened if not what.startswith(f"{second}/")} == set()
    # Textual takes the words of a link that is clicked for a literal (`ast.literal_eval`): it is parsed, and nothing is run.
    literal = ["compile", """(b"('#p',)", '<unknown>')"""]
    assert [event for event in events if event[0] != "open" and event != literal] == []
