"""The script of a lab, and what each of its lines does in one pass of the loop."""

from __future__ import annotations

from gdtutor.descent.experiment import Experiment
from gdtutor.language import _
from gdtutor.plain.paper import Paper
from gdtutor.trainer.client import Trainer

# Later passes are gone to by hand by nobody.
MOST = 1_000


async def tell_inside(experiment: Experiment, number: int, trainer: Trainer, paper: Paper) -> None:
    """Print the script, then execute it up to that pass of its loop, and tell what each line of the pass did."""
    from gdtutor.lab.line_account import Script, account
    from gdtutor.lab.refusals import explain
    from gdtutor.lab.stepper import Stepper

    stepper = Stepper(trainer, experiment, lambda: None)
    script = Script(experiment)
    for place, line in enumerate(script.lines, start=1):
        paper.verbatim([f"{place:>3}  {line}"])
    paper.gap()
    try:
        await stepper.forward_to_loop()
        for _pass in range(number - 1):
            await stepper.forward_step()
        # The head of the loop is executed before each pass.
        told = False
        while not stepper.at_end and not stepper.problem:
            await stepper.forward_line()
            state = stepper.state
            if told and not script.in_body(state.line):
                break
            if script.in_body(state.line) and script.pass_of(state) == number:
                if not told:
                    paper.line(_("Pass {number:,}:").format(number=number))
                told = True
                said = account(script, stepper.previous, state)
                paper.line(
                    _("line {line}, {code}: {account}").format(line=state.line, code=script.statement(state.line), account=said)
                )
        if not told and not stepper.refusal and not stepper.problem:
            paper.line(_("The loop has no pass {number:,}.").format(number=number))
        if stepper.refusal is not None:
            refusal = stepper.refusal
            paper.line(_("The script stops in line {line}.").format(line=refusal.line))
            paper.line(f"{refusal.kind}: {refusal.message}")
            paper.line(explain(refusal.kind, refusal.message))
        if stepper.problem:
            from gdtutor.trainer.failures import without_keys

            paper.line(without_keys(stepper.problem))
    finally:
        await stepper.close()
