"""First painted screen, through a pseudo-terminal: gdtutor's home and a resumed lesson against a bare Textual app.

    python tests/bench/first_paint.py [PAIRS]

The time runs from the start of the process to the moment when the title and the footer are on screen.
Goal: at most 1.4 times bare. Both are compiled: pip compiles what it installs, Python what it runs from a clone. Where
PYTHONDONTWRITEBYTECODE is set, Textual would be compiled and gdtutor not, so it is taken out.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.terminal import GDTUTOR, Terminal

BARE = """
from textual.app import App
from textual.widgets import Footer, Header, Markdown

class Bare(App):
    BINDINGS = [("q", "quit", "quit")]
    TITLE = "bare"

    def compose(self):
        yield Header()
        yield Markdown("# Bare\\n\\nA paragraph of text.")
        yield Footer()

Bare().run()
"""


def painted(argv: list[str], texts: tuple[str, ...], state: Path) -> float:
    """Seconds until all the texts are on screen."""
    start = time.perf_counter()
    with Terminal(argv, env={"XDG_STATE_HOME": str(state)}) as terminal:
        for text in texts:
            terminal.wait_for(text)
        return time.perf_counter() - start


def main() -> None:
    """Print medians and the ratios pair by pair."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        with Terminal([*GDTUTOR, "derivative-sign"], env={"XDG_STATE_HOME": str(state)}) as terminal:
            terminal.wait_for("next")
        cases = {
            "bare Textual app": ([sys.executable, "-c", BARE], ("A paragraph of text", "quit")),
            "home": (GDTUTOR, ("The sign", "quit")),
            "resumed lesson": ([*GDTUTOR, "derivative-sign"], ("1/", "next")),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        for turn in range(pairs + 1):
            for name, (argv, texts) in cases.items():
                taken = painted(argv, texts, state)
                if turn:  # the first round warms the file cache
                    times[name].append(taken)
    bare = times["bare Textual app"]
    for name, seconds in times.items():
        ratio = statistics.median(a / b for a, b in zip(seconds, bare, strict=True))
        print(
            f"{name:18} median {statistics.median(seconds):.3f} s   {ratio:.2f} x bare   ({min(seconds):.3f}–{max(seconds):.3f})"
        )


if __name__ == "__main__":
    main()
