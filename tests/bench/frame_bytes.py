"""What a playing run sends at 100×30: a frame against `Static.update` of the same picture, and a minute of play.

The pictures are recorded from the lab's own screen, step by step. In a bare Textual app a Static of the same size shows them one
after the other at the same pace. gdtutor's frames are counted with all that changes beside the picture.
"""

from __future__ import annotations

import asyncio
import json
import select
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from gdtutor.course.open import open_course
from gdtutor.learner.progress import Progress
from gdtutor.tui.app import TutorApp
from gdtutor.tui.beginning import Beginning
from gdtutor.tui.widgets.plot_view import PlotView
from tests.bench.figures import Figure
from tests.bench.pages import AT_5, AT_20, FLAT_OUT, await_torch, bench_course, start_page, step_of
from tests.bench.samples import say
from tests.terminal import Terminal

RATIO_AT_MOST = 1 / 15
KB_AT_MOST = 12  # a second
COLUMNS, ROWS = 100, 30
FRAMES_A_SECOND = 20
# After each frame Textual puts the cursor somewhere: where nothing is painted meanwhile.
PAINTED, PAINTED_STATIC = b"\x1b[1;1H", b"\x1b[30;100H"

# argv: a file with what `_recorded` returns, and frames a second. It begins with a key, and says so when it is through.
STATIC = """
import json, sys
from rich.text import Text
from textual.app import App
from textual.geometry import Offset
from textual.widgets import Static

recorded = json.load(open(sys.argv[1]))
frames = [Text("\\n").join(Text.assemble(*map(tuple, row)) for row in rows) for rows in recorded["frames"]]

class Frames(App):
    CSS = f"#picture {{ width: {recorded['width']}; height: {recorded['height']}; }}"

    def compose(self):
        yield Static(frames[0], id="picture", markup=False)
        yield Static("ready", id="said")

    def on_key(self):
        self.cursor_position = Offset(99, 29)
        self.left = iter(frames[1:])
        self.set_interval(1 / float(sys.argv[2]), self.next_frame)

    def next_frame(self):
        frame = next(self.left, None)
        if frame is None:
            self.query_one("#said").update("through")
        else:
            self.query_one("#picture").update(frame)

Frames().run()
"""

# Played at the same time: the page, the keys, and what its readout says then.
PLAYED = {
    "a ball, 20 steps/s": ("ball", AT_20, "20/s"),
    "a swing, 5 steps/s": ("swing", AT_5, "5/s"),
    "a swing, 20 steps/s": ("swing", AT_20, "20/s"),
    "contours, 20 steps/s": ("contours", AT_20, "20/s"),
}


def measure(*, quick: bool) -> Iterator[Figure]:
    """Bytes a frame and how they compare; kilobytes a second while it plays."""
    frames = 60 if quick else 200
    with bench_course() as folder:
        recorded = asyncio.run(_recorded(folder, frames))
        say(f"{frames} pictures recorded, {recorded['width']}×{recorded['height']}")
        static = _static(folder, recorded)
        ours = _ours(folder, frames)
        yield Figure(name="a frame by Static.update", value=static, unit="bytes")
        yield Figure(name="a frame of gdtutor", value=ours, unit="bytes")
        yield Figure(name="gdtutor : Static.update", value=ours / static, at_most=RATIO_AT_MOST, note=f"1/{static / ours:.1f}")
        yield from _minute(folder, PLAYED, 10 if quick else 60)
        # Apart from the others, for it takes a processor.
        yield from _minute(folder, {"flat out": ("long", FLAT_OUT, "flat out")}, 5 if quick else 20)


async def _recorded(folder: Path, frames: int) -> dict[str, Any]:
    """The pictures of the first steps of the ball, each a list of rows of (text, style), and their size."""
    with Progress.open(folder / "recorded" / "gdtutor.sqlite3") as progress:
        app = TutorApp(open_course(folder / "course"), progress, Beginning("bench", "ball"))
        pictures: list[list[list[tuple[str, str]]]] = []
        async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
            while (plot := next(iter(app.screen.query(PlotView)), None)) is None or not plot.shown_text():
                await pilot.pause(0.1)
            session = app.screen.session  # type: ignore[attr-defined]
            while len(pictures) <= frames:
                await session.forward()
                app.screen.draw_lab()  # type: ignore[attr-defined]
                spans = [[(segment.text, str(segment.style)) for segment in plot.render_line(y)] for y in range(plot.size.height)]
                pictures.append(spans)
            return {"width": plot.size.width, "height": plot.size.height, "frames": pictures}


def _static(folder: Path, recorded: dict[str, Any]) -> float:
    """Bytes a frame of the bare app."""
    file = folder / "frames.json"
    file.write_text(json.dumps(recorded), encoding="utf-8")
    argv = [sys.executable, "-c", STATIC, str(file), str(FRAMES_A_SECOND)]
    with Terminal(argv, columns=COLUMNS, rows=ROWS, env={"TEXTUAL_FPS": "120"}) as terminal:
        terminal.wait_for("ready")
        terminal.read(0.5)
        before = len(terminal.received)
        terminal.send(" ")
        terminal.wait_for("through", 60)
        return _bytes_a_frame(terminal.received[before:], PAINTED_STATIC)


def _ours(folder: Path, frames: int) -> float:
    """Bytes a frame of the lab: one step each."""
    with start_page(folder, "ball", columns=COLUMNS, rows=ROWS) as terminal:
        await_torch(terminal).send(AT_20)
        while step_of(terminal) < 2:
            terminal.read_once(1)
        before = len(terminal.received)
        while step_of(terminal) < frames:
            terminal.read_once(1)
        return _bytes_a_frame(terminal.received[before:], PAINTED)


def _bytes_a_frame(sent: bytearray, painted: bytes) -> float:
    """A machine that is busy makes one frame of two; so frames that were painted are counted, not those that were asked for."""
    return len(sent) / sent.count(painted)


def _minute(folder: Path, played: dict[str, tuple[str, str, str]], seconds: float) -> Iterator[Figure]:
    """Kilobytes a second of each."""
    with ExitStack() as stack:
        terminals = {
            name: stack.enter_context(start_page(folder, page, learner=name.replace("/", " "), columns=COLUMNS, rows=ROWS))
            for name, (page, _keys, _says) in played.items()
        }
        for name, terminal in terminals.items():
            await_torch(terminal).send(played[name][1])
        for name, terminal in terminals.items():
            terminal.wait_for(played[name][2])
        # What was written while the others were waited for.
        _read(list(terminals.values()), 1)
        before = {name: (terminal.bytes_received, step_of(terminal)) for name, terminal in terminals.items()}
        passed = _read(list(terminals.values()), seconds)
        for name, terminal in terminals.items():
            assert "▶" in terminal.text, terminal.text
            sent, steps = terminal.bytes_received - before[name][0], step_of(terminal) - before[name][1]
            note = f"{steps / passed:,.1f} steps/s for {passed:.0f} s"
            yield Figure(name=f"playing, {name}", value=sent / passed / 1000, unit="kB/s", at_most=KB_AT_MOST, note=note)


def _read(terminals: list[Terminal], seconds: float) -> float:
    """Take in what all of them write for so long; the seconds that it took."""
    start = time.perf_counter()
    while (left := start + seconds - time.perf_counter()) > 0:
        for terminal in select.select(terminals, [], [], left)[0]:
            terminal.read_once(0)
    return time.perf_counter() - start
