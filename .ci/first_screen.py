"""Start an installed gdtutor as a person would, in a terminal of 80×24, look at its first screen, and leave it with q.

    python .ci/first_screen.py GDTUTOR TEXT…

GDTUTOR is the program; every TEXT must come on screen. Checks the exit status, that the terminal is left as it was found, and
that no process stays behind.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.terminal import Terminal

# The shell that a person returns to; it notes the terminal's settings before and after.
SHELL = 'stty -g > before; "$0"; status=$?; stty -g > after; exit $status'

# A terminal has its cursor shown and wraps long lines; every other private mode is off.
NORMAL = {b"25", b"7"}
KEYBOARD_PUSHED, KEYBOARD_POPPED = re.compile(rb"\x1b\[>\d*u"), re.compile(rb"\x1b\[<\d*u")


def main(program: str, texts: list[str]) -> None:
    """Print the screen, then what was checked. Raises AssertionError."""
    with tempfile.TemporaryDirectory() as folder:
        shell = f'cd "{folder}"; {SHELL}'
        with Terminal(
            [shutil.which("bash") or "bash", "-c", shell, program], env={"XDG_STATE_HOME": f"{folder}/state"}
        ) as terminal:
            for text in texts:
                terminal.wait_for(text, seconds=60)
            terminal.read(0.5)
            print("┌" + "─" * 80 + "┐", *(f"│{line}│" for line in terminal.screen.display), "└" + "─" * 80 + "┘", sep="\n")
            processes = psutil.Process(terminal.pid).children(recursive=True)
            terminal.send("q")
            status = terminal.wait_for_exit()
            received = bytes(terminal.received)
        assert status == 0, f"q ended it with status {status}"
        before, after = (Path(folder, name).read_text().strip() for name in ("before", "after"))
        assert before == after, f"the terminal's settings were {before} and are {after}"
        left = still_set(received)
        assert not left, f"the terminal was left in modes {left}"
        _, alive = psutil.wait_procs(processes, timeout=10)
        assert not alive, f"still running: {alive}"
        assert (Path(folder) / "state" / "gdtutor").is_dir(), "no state was kept where XDG_STATE_HOME says"
    print(f"first screen seen; q left it with status 0, {len(processes)} processes ended, the terminal is as it was")


def still_set(received: bytes) -> list[str]:
    """The private modes of the terminal (alternate screen, mouse, paste…) that a program has changed and not put back."""
    state = dict.fromkeys(NORMAL, b"h")
    for modes, setting in re.findall(rb"\x1b\[\?([\d;]+)([hl])", received):
        state.update(dict.fromkeys(modes.split(b";"), setting))
    left = [f"?{mode.decode()}" for mode, setting in state.items() if (setting == b"h") != (mode in NORMAL)]
    if len(KEYBOARD_PUSHED.findall(received)) > len(KEYBOARD_POPPED.findall(received)):
        left.append("keyboard")
    return left


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
