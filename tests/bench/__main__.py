"""`python -m tests.bench`: all that gdtutor promises in numbers, measured. Prints a table and writes JSON.

Ratios compare things measured in turns in one run, so that they can be told on any machine; still, the quieter it is the better.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import gdtutor
from tests.bench.figures import HEADING, Figure

# In this order; each is a module here whose docstring says in its first paragraph what it measures, and with
# `measure(*, quick: bool)`, which yields figures.
NAMES = (
    "first_paint",
    "first_step",
    "steps",
    "run_csv",
    "echo",
    "frame_bytes",
    "frame_cost",
    "memory",
    "idle",
    "learners",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what `argv` (by default the process's own arguments) asks for; the exit status, 1 where a goal is missed."""
    arguments = _arguments(argv)
    start = time.perf_counter()
    found: dict[str, list[Figure]] = {}
    seconds: dict[str, float] = {}
    print(HEADING)
    for name in arguments.only or NAMES:
        module = import_module(f"tests.bench.{name}")
        print(f"{name}: {_title(module.__doc__)}", flush=True)
        begun = time.perf_counter()
        found[name] = []
        for figure in module.measure(quick=arguments.quick):
            found[name].append(figure)
            print(figure.row(), flush=True)
        seconds[name] = time.perf_counter() - begun
    figures = [figure for several in found.values() for figure in several]
    missed = [figure.name for figure in figures if figure.met is False]
    goals = sum(figure.met is not None for figure in figures)
    took = time.perf_counter() - start
    report = {
        **_circumstances(),
        "quick": arguments.quick,
        "seconds": took,
        "measurements": {
            name: {"seconds": seconds[name], "figures": [figure.as_json() for figure in several]}
            for name, several in found.items()
        },
    }
    arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
    print(f"\n{goals - len(missed)} of {goals} goals met in {took:.0f} s{''.join(f'; missed: {name}' for name in missed)}")
    print(f"written to {arguments.json}")
    return 1 if missed else 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    titles = "\n".join(f"  {name:12} {_title(import_module(f'tests.bench.{name}').__doc__)}" for name in NAMES)
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        epilog=f"measurements:\n{titles}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", help="these measurements")
    parser.add_argument("--quick", action="store_true", help="fewer samples: two minutes in place of ten")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", default=Path("gdtutor-bench.json"), help="where the numbers go (%(default)s)"
    )
    return parser.parse_args(argv)


def _title(doc: str | None) -> str:
    """The first sentence of a module's docstring."""
    return " ".join((doc or "").partition("\n\n")[0].split())


def _circumstances() -> dict[str, Any]:
    return {
        "gdtutor": gdtutor.__version__,
        "python": platform.python_version(),
        **{name: version(name) for name in ("torch", "textual", "plotext", "numpy")},
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "at": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


if __name__ == "__main__":
    sys.exit(main())
