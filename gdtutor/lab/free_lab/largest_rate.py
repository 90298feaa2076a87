"""The learning rate beyond which a run does not come to rest: 2 / (largest second derivative of the cost), and what it means
for each optimiser.
"""

from __future__ import annotations

import math

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.descent.surface import cost_surface
from gdtutor.language import _


def largest_rate(experiment: Experiment) -> float:
    """The largest α with which the run comes nearer to the minimum in the long run, on a bowl, at all points.

    For plain gradient descent 2 / L, L being the largest second derivative (the largest eigenvalue of the Hessian). A step of
    momentum μ is v = μ v + gradient, W = W - α v, whose characteristic polynomial z² - (1 + μ - α L) z + μ has both roots within
    the unit circle for α < 2 (1 + μ) / L (Polyak, "Some methods of speeding up the convergence of iteration methods", 1964);
    Nesterov's, z² - (1 + μ)(1 - α L) z + μ (1 - α L), for α < 2 (1 + μ) / ((1 + 2 μ) L). Without zero_grad() the gradients
    pile up, as with μ = 1: no α brings it to rest, and 0 is the answer.

    NaN where there is no such rate: for optimisers that divide the gradient by its own size. inf where the cost is flat, 0 where
    the data are too large to square.
    """
    plain = cost_surface(experiment).critical_lr
    momentum = experiment.momentum
    if experiment.loop == "no-zero-grad":
        return 0.0
    if experiment.optimizer == "SGD":
        return plain
    if experiment.optimizer == "momentum":
        return plain * (1 + momentum)
    if experiment.optimizer == "Nesterov":
        return plain * (1 + momentum) / (1 + 2 * momentum)
    return math.nan


def told(experiment: Experiment) -> str:
    """That rate in a sentence or two, with the numbers that it is made of."""
    surface = cost_surface(experiment)
    plain, curvature = surface.critical_lr, float(surface.eigenvalues[-1])
    if not math.isfinite(curvature) or not plain > 0:
        return _("These data are too large or too small for a second derivative, and so for a largest α.")
    if not curvature > 0:
        if experiment.model == "sin(Wx)":
            return _("At the bottom of the lowest valley the second derivative is 0: it sets no largest α.")
        return _("The second derivative of the cost is 0, for it is flat: no α is too large.")
    numbers = {"curvature": show(curvature), "plain": show(plain)}
    if experiment.model == "sin(Wx)":
        text = _("In the lowest valley, at W = {W}, the second derivative is {curvature}: 2 / {curvature} = {plain}.")
        first = text.format(W=show(float(surface.minimum[0])), **numbers)
    else:
        text = _("The largest second derivative of the cost is {curvature}: 2 / {curvature} = {plain}.")
        first = text.format(**numbers)
    return f"{first} {_meaning(experiment)}"


def _meaning(experiment: Experiment) -> str:
    """What the number means to this run."""
    optimizer = experiment.optimizer
    numbers = {"momentum": show(experiment.momentum), "rate": show(largest_rate(experiment)), "optimizer": optimizer}
    if experiment.loop == "no-zero-grad":
        return _("That holds with zero_grad(); without it gradients pile up, and with no α does the run come to rest.")
    if optimizer not in ("SGD", "momentum", "Nesterov"):
        text = _(
            "That is for plain SGD; {optimizer} divides the gradient by its own size: however steep, a step is about α long."
        )
        if optimizer == "Adagrad":
            text = _("That is for plain SGD; Adagrad divides α by all gradients so far: its steps get shorter by themselves.")
        return text.format(optimizer=optimizer)
    if experiment.model == "sin(Wx)":
        if optimizer == "SGD":
            return _("A run in that valley settles with an α below it; elsewhere the cost bends differently.")
        text = _("That is for plain SGD; with momentum {momentum} a run in that valley settles below {rate}.")
        return text.format(**numbers)
    if experiment.in_batches:
        return _("That is for all points; some batches are steeper, so a run in batches needs an α well below it.")
    if optimizer == "SGD":
        return _("With a larger α every step makes the distance larger.")
    text = _("That is for plain SGD; with momentum {momentum} it is 2 (1 + {momentum}) / {curvature} = {rate}.")
    if optimizer == "Nesterov":
        text = _(
            "That is for plain SGD; with Nesterov's momentum {momentum} it is "
            "2 (1 + {momentum}) / ((1 + 2 × {momentum}) × {curvature}) = {rate}."
        )
    return text.format(**numbers, curvature=show(float(cost_surface(experiment).eigenvalues[-1])))
