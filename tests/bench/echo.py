"""Key echo, through a pseudo-terminal: from a key to its effect on screen, in a lab that stands still and in one that plays
flat out.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.figures import Figure
from tests.bench.pages import FLAT_OUT, await_torch, bench_course, echo_times, start_page
from tests.bench.samples import percentile

AT_MOST = 33  # ms


def measure(*, quick: bool) -> Iterator[Figure]:
    """p50 and p99 of both."""
    seconds, rounds = (3, 1) if quick else (6, 3)
    idle: list[float] = []
    busy: list[float] = []
    with bench_course() as folder:
        for _ in range(rounds):
            with start_page(folder, "long") as terminal:
                await_torch(terminal).read(1)
                idle += echo_times(terminal, seconds)
                terminal.send(FLAT_OUT)
                terminal.wait_for("flat out")
                terminal.read(0.5)
                busy += echo_times(terminal, seconds)
    for name, times in (("idle", idle), ("flat out", busy)):
        yield from echo_figures(name, times, p99=AT_MOST)


def echo_figures(name: str, times: list[float], *, p99: float | None = None, slowest: float | None = None) -> Iterator[Figure]:
    """The middle, the slow ones and the slowest of echo times, with the goals in milliseconds."""
    ms = [1000 * seconds for seconds in times]
    note = f"{len(ms)} keys"
    yield Figure(name=f"{name}, p50", value=percentile(ms, 0.5), unit="ms", note=note, samples={"ms": ms})
    yield Figure(name=f"{name}, p99", value=percentile(ms, 0.99), unit="ms", at_most=p99)
    yield Figure(name=f"{name}, slowest", value=max(ms), unit="ms", at_most=slowest)
