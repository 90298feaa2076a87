"""A million steps: what they cost in memory, and what a frame of each picture costs beside one after a thousand steps.

    python tests/bench/million.py [--only memory|frames] [--steps N] [--frames N] [--json FILE]

Goals: at most 150 MB of resident memory in the UI and 400 MB in the trainer; a frame at 10⁶ recorded steps at most 1.2 times as
dear as one at 10³. The exit status is 1 where one of them is missed. Memory takes a minute or more for each of its runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import frames, memory


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description="memory and frames of a run of a million steps")
    parser.add_argument("--only", choices=("memory", "frames"))
    parser.add_argument("--steps", type=int, default=1_000_000, help="steps that are played for the memory")
    parser.add_argument("--frames", type=int, default=60, help="frames that are drawn for each median")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there too")
    arguments = parser.parse_args()
    drawn = [] if arguments.only == "memory" else measure_frames(arguments.frames)
    peaks = [] if arguments.only == "frames" else measure_memory(arguments.steps)
    if arguments.json is not None:
        numbers = {
            "frames": [{**one._asdict(), "ratio": one.ratio} for one in drawn],
            "memory": [one._asdict() for one in peaks],
        }
        arguments.json.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    return 0 if all(one.ratio <= frames.REQUIRED for one in drawn) and all(one.within for one in peaks) else 1


def measure_frames(count: int) -> list[frames.Measured]:
    """The table of frames; the worst ratio below it."""
    print(frames.HEADING)
    found = []
    for case in frames.CASES:
        for measured in frames.measure(*case, count):
            print(frames.report(measured), flush=True)
            found.append(measured)
    print(f"highest ratio {max(one.ratio for one in found):.2f}\n", flush=True)
    return found


def measure_memory(steps: int) -> list[memory.Peaks]:
    """The table of memory."""
    print(memory.HEADING)
    found = []
    for case in memory.CASES:
        for peaks in memory.measure(*case, steps):
            print(memory.report(peaks), flush=True)
            found.append(peaks)
    return found


if __name__ == "__main__":
    sys.exit(main())
