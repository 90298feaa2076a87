"""A whole run in torch, its rows written while it goes on."""

from __future__ import annotations

import asyncio
import re
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

import msgspec

from gdtutor.cli.bar import Bar
from gdtutor.cli.destination import Destination
from gdtutor.cli.error import FAILED, CommandError
from gdtutor.cli.formats import ROWS_ONLY, Name, format_of
from gdtutor.cli.output import shown_on
from gdtutor.cli.signals import signals
from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import listing
from gdtutor.language import _

if TYPE_CHECKING:
    from gdtutor.cli.formats.format import Format
    from gdtutor.descent.trajectory import Trajectory
    from gdtutor.trainer.client import Batch, Trainer
    from gdtutor.trainer.devices import DeviceChoice

# A run that takes longer shows how far it is.
PATIENCE = 1.0


def run_and_write(experiment: Experiment, device: DeviceChoice, name: Name, destination: Destination, every: int | None) -> None:
    """Run the experiment on that device ("auto" is one that there is), and write it in that format.

    Raises CommandError, also where torch can't go on; BrokenPipeError where nobody reads any more.
    """
    if find_spec("torch") is None:
        sentence = _("PyTorch is not installed for {python}. Install it with `{install}`.")
        install = f"{sys.executable} -m pip install torch"
        raise CommandError(sentence.format(python=sys.executable, install=install), FAILED)
    signals.run(_run_and_write(experiment, device, name, destination, every))


async def _run_and_write(
    experiment: Experiment, device: DeviceChoice, name: Name, destination: Destination, every: int | None
) -> None:
    from gdtutor.trainer.client import Trainer, TrainerError

    trainer = Trainer(device=device)
    try:
        await trainer.start()  # its process imports torch while this one imports the rest
        if device != "cpu":
            await trainer.ready()
            experiment = _on_device(experiment, trainer.device)
        if name == "script":
            destination.write(listing(experiment).script)
            return
        written = format_of(name, experiment, destination, every)
        # A file holds rows and nothing else; who waits for it in a terminal is told the verdict there.
        told = destination.is_file and name in ROWS_ONLY and sys.stderr is not None and sys.stderr.isatty()
        with Bar(sys.stderr, after=PATIENCE) as bar:
            destination.clear_screen = bar.clear
            trajectory = await _run(trainer, written, bar, keep=written.keeps_run or told)
        if told and trajectory is not None:
            from gdtutor.descent.verdict import judge

            print(shown_on(sys.stderr, judge(trajectory).sentence), file=sys.stderr)
    except TrainerError as error:
        sentence = _without_keys(str(error))
        if error.gone:
            sentence = _("{problem} Try it again.").format(problem=sentence)
        raise CommandError(sentence, FAILED) from error
    finally:
        await trainer.close()


async def _run(trainer: Trainer, written: Format, bar: Bar, *, keep: bool) -> Trajectory | None:
    """Run the experiment of `written` to its end, giving it the rows as they come; all of them where they are to be kept."""
    from gdtutor.descent.trajectory import Trajectory

    experiment = written.experiment
    trajectory = Trajectory(experiment) if keep else None
    loop = asyncio.get_running_loop()
    failed: asyncio.Future[None] = loop.create_future()
    done = 0

    def take(batch: Batch) -> None:
        nonlocal done
        if failed.done():
            return
        # What goes wrong here is raised below: nobody waits for what this function raises.
        try:
            if trajectory is not None:
                trajectory.append(batch.rows, batch.lr)
            written.take(batch.rows)
            done += len(batch.rows)
            bar.move(done - 1, experiment.steps)
        except BaseException as error:
            failed.set_exception(error)

    async def whole_run() -> None:
        run = await trainer.open(experiment, take)
        await run.advance(experiment.steps)
        await run.finished()

    run = asyncio.ensure_future(whole_run())
    # Importing torch may take long by itself.
    waiting = loop.call_later(PATIENCE, lambda: bar.move(max(0, done - 1), experiment.steps))
    try:
        await asyncio.wait((run, failed), return_when=asyncio.FIRST_COMPLETED)
        (failed if failed.done() else run).result()
    finally:
        waiting.cancel()
        failed.cancel()
        run.cancel()
    written.end(trajectory)
    return trajectory


def _on_device(experiment: Experiment, device: str) -> Experiment:
    """The experiment on the device that "auto" has found. Raises CommandError where it can't be run there."""
    try:
        return msgspec.structs.replace(experiment, device=device)
    except ValueError as error:
        raise CommandError(_("These options do not go together: {reason}.").format(reason=error)) from error


def _without_keys(sentence: str) -> str:
    """What the trainer says to somebody in a lab, for somebody who is in none: without what a key would do there."""
    template = _(
        "PyTorch can't be imported by {python} ({error}). Install it anew with `{install}`, then press any key of the lab."
    )
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(template))
    if found := re.fullmatch(pattern, sentence, re.DOTALL):
        return _("PyTorch can't be imported by {python} ({error}). Install it anew with `{install}`.").format(**found.groupdict())
    return sentence.removesuffix(_("Press any key of the lab and it starts again where it was.")).rstrip()
