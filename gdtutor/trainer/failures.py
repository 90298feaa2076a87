"""What the trainer's failures say to the learner."""

from __future__ import annotations

import re

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.listing import listing
from gdtutor.language import N_, _
from gdtutor.trainer.protocol import Failed, Unavailable
from gdtutor.trainer.remote_run import TorchRefusal, TrainerError

# The same without and with a lab at hand.
_ELSEWHERE = (
    N_("PyTorch is not installed for {python}. Install it with `{install}`."),
    N_("PyTorch can't be imported by {python} ({error}). Install it anew with `{install}`."),
)
_IN_A_LAB = (
    N_("PyTorch is not installed for {python}. Install it with `{install}`, then press any key of the lab."),
    N_("PyTorch can't be imported by {python} ({error}). Install it anew with `{install}`, then press any key of the lab."),
)


def failure(experiment: Experiment, failed: Failed) -> TrainerError:
    """The error that a run raises from now on. Where the script is meant to hold a mistake, the sentence names the line."""
    line = failed.message.partition("\n")[0]
    sentence = _("torch could not go on with this run ({reason}). Start it again with other values.")
    sentence = sentence.format(reason=line.rstrip("."))
    if not failed.kind:
        return TrainerError(sentence)
    if experiment.body or experiment.loop in ("by-hand-in-graph", "forward-outside"):
        sentence = _("The script stops in line {line}, `{code}`. {error}: {message}.").format(
            line=failed.line,
            code=listing(experiment).lines[failed.line - 1].strip(),
            error=failed.kind,
            # torch's explanations that follow the first sentence are long.
            message=line.partition(". ")[0].rstrip("."),
        )
    return TorchRefusal(sentence, message=failed.message, kind=failed.kind, line=failed.line)


def unavailable(reply: Unavailable) -> str:
    """Why torch is not to be had, and what to do."""
    install = f"{reply.executable} -m pip install torch"
    if not reply.installed:
        return _(_IN_A_LAB[0]).format(python=reply.executable, install=install)
    return _(_IN_A_LAB[1]).format(python=reply.executable, error=reply.error, install=f"{install} --force-reinstall")


def without_keys(sentence: str) -> str:
    """What is said to somebody in a lab, for somebody who has none of its keys: without what a key would do there."""
    for with_key, without in zip(map(_, _IN_A_LAB), map(_, _ELSEWHERE), strict=True):
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.*)", re.escape(with_key))
        if found := re.fullmatch(pattern, sentence, re.DOTALL):
            return without.format(**found.groupdict())
    return sentence.removesuffix(_("Press any key of the lab and it starts again where it was.")).rstrip()
