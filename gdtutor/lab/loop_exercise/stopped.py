"""Scripts that do not come to their end: torch or Python stops them, or the time is up."""

from __future__ import annotations

import re

from gdtutor.lab.loop_exercise.judgement import Judgement, Judging
from gdtutor.lab.refusals import explain
from gdtutor.language import _, ngettext
from gdtutor.trainer.script_result import ScriptError

# By the error's class and a part of its message: the mistake where nothing had moved yet, and where something had.
_KNOWN = (
    ("RuntimeError", r"backward through the graph a second time", "backward-twice", "forward-outside"),
    ("RuntimeError", r"leaf Variable that requires grad is being used in an in-place", "no-grad", "no-grad"),
    ("RuntimeError", r"does not require grad and does not have a grad_fn", "no-requires-grad", "rebound"),
    ("RuntimeError", r"grad can be implicitly created only for scalar", "not-scalar", "not-scalar"),
    ("RuntimeError", r"can't allocate memory", "memory", "memory"),
    ("MemoryError", r"", "memory", "memory"),
    ("TypeError", r"NoneType", "no-gradient", "rebound"),
    ("AttributeError", r"NoneType", "no-gradient", "rebound"),
    ("SyntaxError|IndentationError|TabError", r"", "syntax", "syntax"),
    ("NameError|UnboundLocalError", r"", "name", "name"),
    ("EOFError", r"", "input", "input"),
)


def stopped(judging: Judging, *, complete: bool) -> Judgement | None:
    """The judgement on a script that was stopped or raised an error; None for one that came to its end.

    complete: W and b had gone the whole way, and rightly.
    """
    result = judging.result
    if result.timed_out:
        return Judgement(False, "time-limit", _too_long(judging, complete=complete))
    if result.problem:
        return Judgement(False, "ended", result.problem)
    if result.error is None:
        return None
    sentences = [told(result.error)]
    if complete:
        sentences.append(_("W and b had gone the whole way by then, and rightly: only what follows is wrong."))
    elif judging.steps:
        sentence = ngettext("{n} step had been taken, to {point}.", "{n} steps had been taken, to {point}.", judging.steps)
        sentences.append(sentence.format(n=judging.steps, point=judging.point(-1)))
    mistake = _mistake(result.error, moved=judging.steps > 0)
    sentences.append(_explained(mistake, result.error))
    return Judgement(False, mistake, " ".join(filter(None, sentences)))


def told(error: ScriptError) -> str:
    """The error in a sentence: its line and torch's, or Python's, own words."""
    # torch's explanations that follow the first sentence are long, and its allocator begins with a place in its source.
    message = re.sub(r"^\[enforce fail at [^\]]*\][^.]*\. ", "", error.message)
    message = message.partition("\n")[0].partition(". ")[0].rstrip(".")
    if not message and error.line:
        sentence = _("The script stops in line {line}, `{code}`, with {error}.")
        return sentence.format(line=error.line, code=error.code, error=error.kind)
    if not error.line:
        return _("The script stops. {error}: {message}.").format(error=error.kind, message=message)
    sentence = _("The script stops in line {line}, `{code}`. {error}: {message}.")
    return sentence.format(line=error.line, code=error.code, error=error.kind, message=message)


def _mistake(error: ScriptError, *, moved: bool) -> str:
    for kinds, message, before, after in _KNOWN:
        if error.kind in kinds.split("|") and re.search(message, error.message):
            return after if moved else before
    return "error"


def _explained(mistake: str, error: ScriptError) -> str:
    if mistake == "rebound" and error.kind == "RuntimeError":
        return _(
            "After its step W is another tensor, which torch does not record: `W = W - …` under torch.no_grad() makes a new one. "
            "Write `W -= …`, which changes W itself, and the same for b."
        )
    if mistake == "input":
        return _("Nobody can type anything into it here: input() finds nothing to read. Write the number into the script.")
    if mistake == "memory":
        return _("It asks for more memory than a script is given here, 1 GB. Does something grow with every step?")
    return explain(error.kind, error.message)


def _too_long(judging: Judging, *, complete: bool) -> str:
    sentences = [
        ngettext(
            "After {n} second the script was still running, and it was stopped.",
            "After {n} seconds the script was still running, and it was stopped.",
            round(judging.result.seconds),
        ).format(n=round(judging.result.seconds))
    ]
    if complete:
        sentences.append(_("W and b had gone the whole way by then, and rightly: what keeps it from ending?"))
    elif judging.steps > judging.experiment.steps:
        sentence = _("It had taken more than the {steps} steps that are asked for. Does the loop ever end?")
        sentences.append(sentence.format(steps=judging.experiment.steps))
    elif judging.steps:
        sentence = ngettext(
            "It had taken {n} step of {steps}, to {point}.", "It had taken {n} steps of {steps}, to {point}.", judging.steps
        )
        sentences.append(sentence.format(n=judging.steps, steps=judging.experiment.steps, point=judging.point(-1)))
    else:
        sentences.append(_("W and b had not moved by then. Is there a loop that never ends, or does it wait for something?"))
    return " ".join(sentences)
