"""Start an installed gdtutor as a person would, in a terminal of 80×24, look at its first screen, and leave it with q.

    python .ci/first_screen.py GDTUTOR TEXT…

GDTUTOR is the program; every TEXT must come on screen. Checks the exit status, that the terminal is left as it was found, and
that no process stays behind.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.terminal import Terminal


def main(program: str, texts: list[str]) -> None:
    """Print the screen, then what was checked. Raises AssertionError."""
    with tempfile.TemporaryDirectory() as folder:
        away = f'cd "{folder}" && exec "$0"'
        with Terminal(
            [shutil.which("bash") or "bash", "-c", away, program], env={"XDG_STATE_HOME": f"{folder}/state"}
        ) as terminal:
            for text in texts:
                terminal.wait_for(text, seconds=60)
            terminal.read(0.5)
            print("┌" + "─" * 80 + "┐", *(f"│{line}│" for line in terminal.screen.display), "└" + "─" * 80 + "┘", sep="\n")
            processes = psutil.Process(terminal.pid).children(recursive=True)
            terminal.send("q")
            status = terminal.wait_for_exit()
            changed = terminal.left_changed
        assert status == 0, f"q ended it with status {status}"
        assert not changed, f"the terminal was left with changed {changed}"
        _, alive = psutil.wait_procs(processes, timeout=10)
        assert not alive, f"still running: {alive}"
        assert (Path(folder) / "state" / "gdtutor").is_dir(), "no state was kept where XDG_STATE_HOME says"
    print(f"first screen seen; q left it with status 0, {len(processes)} processes ended, the terminal is as it was")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
