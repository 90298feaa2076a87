"""Loops as learners write them, for x, y, W and b that are given: in many forms that are right, and with each classic mistake.

STEPS stands for the number of steps, LR for the learning rate.
"""

from __future__ import annotations

from typing import NamedTuple

SGD = """\
optimizer = optim.SGD([W, b], lr=LR)
for step in range(STEPS):
    hypothesis = x * W + b
    cost = torch.mean((hypothesis - y) ** 2)
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
"""

BY_HAND = """\
for step in range(STEPS):
    hypothesis = x * W + b
    cost = torch.mean((hypothesis - y) ** 2)
    cost.backward()
    with torch.no_grad():
        W -= LR * W.grad
        b -= LR * b.grad
    W.grad = None
    b.grad = None
"""

OUTSIDE = """\
hypothesis = x * W + b
cost = torch.mean((hypothesis - y) ** 2)
optimizer = optim.SGD([W, b], lr=LR)
for step in range(STEPS):
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
"""

RIGHT = {
    "as in the lesson": SGD + "print(W.item(), b.item())\n",
    "[b, W], zero_grad last, other names": """
opt = torch.optim.SGD([b, W], LR)
for epoch in range(STEPS):
    loss = ((W * x + b - y) ** 2).mean()
    loss.backward()
    opt.step()
    opt.zero_grad()
""",
    "zero_grad before the hypothesis, mse_loss, zeros instead of None": """
import torch.nn.functional as F
optimizer = optim.SGD([{"params": [W]}, {"params": [b]}], lr=LR)
for i in range(STEPS):
    optimizer.zero_grad(set_to_none=False)
    F.mse_loss(x * W + b, y).backward()
    optimizer.step()
    if i % 10 == 0:
        print(f"step {i:4d}  W {W.item():.3f}  b {b.item():.3f}")
""",
    "by hand": BY_HAND,
    "by hand, b before W, in place": """
lr = LR
for step in range(STEPS):
    cost = (x * W + b - y).pow(2).sum() / len(x)
    cost.backward()
    with torch.no_grad():
        b.sub_(lr * b.grad)
        W.sub_(lr * W.grad)
        W.grad.zero_()
        b.grad.zero_()
""",
    "by hand through .data": """
for step in range(STEPS):
    cost = torch.mean(torch.square(y - (W * x + b)))
    cost.backward()
    W.data -= LR * W.grad.data
    b.data = b.data - LR * b.grad.data
    for p in (W, b):
        p.grad = None
""",
    "new leaves in every step": """
for step in range(STEPS):
    cost = torch.mean((x * W + b - y) ** 2)
    dW, db = torch.autograd.grad(cost, [W, b])
    W = (W - LR * dW).detach().requires_grad_()
    b = (b - LR * db).detach().requires_grad_()
""",
    "both in one assignment": """
for step in range(STEPS):
    cost = torch.mean((x * W + b - y) ** 2)
    dW, db = torch.autograd.grad(cost, (W, b))
    W, b = (
        (W - LR * dW).detach().requires_grad_(True),
        (b - LR * db).detach().requires_grad_(True),
    )
""",
    "the slopes by formula, no autograd": """
W, b = 0.0, 0.0
m = len(x)
for step in range(STEPS):
    error = W * x + b - y
    dW = (2 / m) * (error * x).sum().item()
    db = (2 / m) * error.sum().item()
    W = W - LR * dW
    b = b - LR * db
""",
    "a while loop": """
optimizer = optim.SGD([W, b], lr=LR)
step = 0
while True:
    cost = torch.mean((x * W + b - y) ** 2)
    optimizer.zero_grad()
    cost.backward()
    optimizer.step()
    step += 1
    if step == STEPS:
        break
""",
    "small functions": """
def hypothesis(W, b):
    return x * W + b

def cost(W, b):
    return ((hypothesis(W, b) - y) ** 2).mean()

def update(parameter):
    with torch.no_grad():
        parameter -= LR * parameter.grad
    parameter.grad = None

def train(steps):
    for _ in range(steps):
        cost(W, b).backward()
        update(W)
        update(b)

train(STEPS)
""",
    "a function with a W and b of its own": """
def train(W, b):
    for step in range(STEPS):
        cost = torch.mean((x * W + b - y) ** 2)
        dW, db = torch.autograd.grad(cost, [W, b])
        W = (W - LR * dW).detach().requires_grad_()
        b = (b - LR * db).detach().requires_grad_()
    return W, b

W, b = train(W, b)
""",
    "a function for one parameter at a time": """
def moved(W, slope):
    W = W - LR * slope
    return W

for step in range(STEPS):
    cost = torch.mean((x * W + b - y) ** 2)
    slopes = torch.autograd.grad(cost, [W, b])
    new_W, new_b = moved(W.detach(), slopes[0]), moved(b.detach(), slopes[1])
    W, b = new_W.requires_grad_(), new_b.requires_grad_()
""",
    "a whole script in main, float64": """
import torch

def main():
    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    y = x.clone()
    W = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    b = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=LR)
    for step in range(STEPS):
        optimizer.zero_grad()
        torch.mean((x * W + b - y) ** 2).backward()
        optimizer.step()

if __name__ == "__main__":
    main()
""",
    "all in one line": """
o = optim.SGD([W, b], LR)
for i in range(STEPS): o.zero_grad(); ((x * W + b - y) ** 2).mean().backward(); o.step()
""",
    "the slopes point by point, added up by backward itself": """
optimizer = optim.SGD([W, b], lr=LR)
for step in range(STEPS):
    optimizer.zero_grad()
    for xi, yi in zip(x, y):
        ((xi * W + b - yi) ** 2 / 3).sum().backward()
    optimizer.step()
""",
    "sys.exit at the end": "import sys\n" + SGD + "sys.exit()\n",
}


class Mistake(NamedTuple):
    """A script, the name of its mistake, and what the sentence says."""

    name: str
    script: str
    says: tuple[str, ...] = ()


MISTAKES = [
    Mistake("missing", "", ("The loop is missing: W = 0, b = 0",)),
    Mistake("missing", "optimizer = optim.SGD([W, b], lr=LR)\n"),
    Mistake("no-backward", SGD.replace("    cost.backward()\n", ""), ("W.grad, b.grad stay empty",)),
    Mistake("no-step", SGD.replace("    optimizer.step()\n", ""), ("no line takes a step",)),
    Mistake("no-step", BY_HAND.replace("W -=", "W -").replace("b -=", "b -")),
    Mistake(
        "zeroed",
        SGD.replace("    optimizer.zero_grad()\n", "").replace(
            "    optimizer.step", "    optimizer.zero_grad()\n    optimizer.step"
        ),
    ),
    Mistake("zeroed", SGD.replace("    cost.backward()\n    optimizer.step()\n", "    optimizer.step()\n    cost.backward()\n")),
    Mistake(
        "no-tensor",
        "import torch\nW = torch.zeros(3)\nb = None\nfor i in range(3):\n    W += 1\n",
        ("no W that holds one number",),
    ),
    Mistake(
        "not-one-number",
        BY_HAND.replace("W -= LR * W.grad", "W = W - LR * (hypothesis - y) * x"),
        ("no W that holds one number", "line 6"),
    ),
    Mistake("start", "W = torch.full((1,), 2.0, requires_grad=True)\n" + SGD, ("Line 1 puts W from 0 to 2",)),
    Mistake("start", "torch.manual_seed(1)\nb = torch.randn(1, requires_grad=True)\n" + SGD, ("Line 2 puts b from 0 to 0.6614",)),
    Mistake("one-step", SGD.replace("for step in range(STEPS):\n", "").replace("    ", ""), ("One right step, W 0 → 0.09333",)),
    Mistake(
        "one-step",
        "h = x * W + b\n((h - y) ** 2).mean().backward()\n"
        + "optimizer = optim.SGD([W, b], lr=LR)\nfor i in range(STEPS):\n    optimizer.step()\n    optimizer.zero_grad()\n",
    ),
    Mistake("too-few-steps", SGD.replace("STEPS", "STEPS - 1"), ("only 59 steps of 60",)),
    Mistake("too-few-steps", SGD.replace("STEPS", "20"), ("only 20 steps of 60",)),
    Mistake("too-many-steps", SGD.replace("STEPS", "STEPS + 1"), ("61 steps instead of 60",)),
    Mistake("too-many-steps", BY_HAND.replace("STEPS", "300"), ("300 steps instead of 60",)),
    Mistake("moved-afterwards", SGD + "W.data.fill_(1.0)\n", ("After 60 right steps", "line 8", "W = 1, b = ")),
    Mistake("assigned", "with torch.no_grad():\n    W.fill_(1.0)\n", ("W comes to 1 in 1 jump, in line 2", "60 steps")),
    Mistake(
        "assigned", "A = torch.stack([x, torch.ones(3)], 1)\nW, b = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.flatten()\n"
    ),
    Mistake("only-W", SGD.replace("[W, b]", "[W]"), ("Only W moves, 0 → 0.09333", "b stays at 0")),
    Mistake("only-W", SGD.replace("x * W + b", "x * W")),
    Mistake("only-b", SGD.replace("[W, b]", "[b]"), ("Only b moves, 0 → 0.04", "W stays at 0")),
    Mistake("only-W", BY_HAND.replace("        b -= LR * b.grad\n", "")),
    Mistake("ascent", BY_HAND.replace("-=", "+="), ("W goes 0 → −0.09333, and should go 0 → 0.09333: the step is added",)),
    Mistake("ascent", SGD.replace("cost.backward()", "(-cost).backward()")),
    Mistake("ascent", SGD.replace("lr=LR", "lr=LR, maximize=True")),
    Mistake("wrong-way", SGD.replace(" ** 2)", ")"), ("the other way, and not as far", "squared in the cost")),
    Mistake("no-zero-grad", SGD.replace("    optimizer.zero_grad()\n", ""), ("The slopes pile up: W goes 0 → 0.09333 → 0.2697",)),
    Mistake("no-zero-grad", BY_HAND.replace("    W.grad = None\n    b.grad = None\n", "")),
    Mistake(
        "no-zero-grad", SGD.replace("zero_grad()", "zero_grad"), ("pile up", "`optimizer.zero_grad` stands there without ()")
    ),
    Mistake("b-grad-kept", BY_HAND.replace("    b.grad = None\n", ""), ("Only b.grad is never emptied", "b goes 0 → 0.04 → ")),
    Mistake("W-grad-kept", BY_HAND.replace("    W.grad = None\n", ""), ("Only W.grad is never emptied", "0 → 0.09333 → 0.2697")),
    Mistake(
        "other-slope",
        BY_HAND.replace("LR * b.grad", "LR * W.grad"),
        ("b goes 0 → 0.09333 and should go 0 → 0.04", "b.grad, and not W.grad"),
    ),
    Mistake(
        "b-at-new-W",
        """
for step in range(STEPS):
    cost = torch.mean((x * W + b - y) ** 2)
    W.data -= LR * torch.autograd.grad(cost, W)[0]
    cost = torch.mean((x * W + b - y) ** 2)
    b.data -= LR * torch.autograd.grad(cost, b)[0]
""",
        ("b takes the slope at the new W: it goes 0 → 0.03627", "instead of 0 → 0.04"),
    ),
    Mistake(
        "W-at-new-b",
        """
for step in range(STEPS):
    b.data -= LR * 2 * (x * W + b - y).mean().detach()
    W.data -= LR * 2 * ((x * W + b - y) * x).mean().detach()
""",
        ("W takes the slope at the new b: it goes 0 → 0.09173", "instead of 0 → 0.09333"),
    ),
    Mistake("momentum", SGD.replace("lr=LR", "lr=LR, momentum=0.9"), ("as with momentum=0.9",)),
    Mistake("Nesterov", SGD.replace("lr=LR", "lr=LR, momentum=0.9, nesterov=True")),
    Mistake("optimizer", SGD.replace("SGD", "Adam"), ("optim.Adam", "W goes 0 → 0.01")),
    Mistake("optimizer", SGD.replace("lr=LR", "lr=LR, momentum=0.5"), ("optim.SGD, momentum=0.5",)),
    Mistake("cost-half-mean", SGD.replace("** 2)", "** 2) / 2"), ("0.5 times as long", "torch.mean((hypothesis - y) ** 2) / 2")),
    Mistake("cost-sum", SGD.replace("torch.mean", "torch.sum"), ("3 times as long", "α = 0.03 instead of 0.01")),
    Mistake("twice", SGD.replace("cost.backward()", "cost.backward(retain_graph=True); cost.backward()"), ("twice as long",)),
    Mistake("learning-rate", SGD.replace("LR", "0.1"), ("as with α = 0.1 instead of 0.01",)),
    Mistake("learning-rate", SGD.replace("LR", "0.013"), ("as with α = 0.013 instead of 0.01",)),
    Mistake("learning-rate", BY_HAND.replace("LR * ", ""), ("as with α = 1 instead of 0.01",)),
    Mistake(
        "same-slope",
        """
torch.mean((x * W + b - y) ** 2).backward()
for step in range(STEPS):
    W.data -= LR * W.grad
    b.data -= LR * b.grad
""",
        ("0 → 0.09333 → 0.1867",),
    ),
    Mistake("same-slope", OUTSIDE.replace("backward()", "backward(retain_graph=True)")),
    Mistake("diverges", BY_HAND.replace("(hypothesis - y)", "(hypothesis * 7 - y)"), ("W runs away", "NaN")),
    Mistake(
        "unknown",
        BY_HAND.replace("(hypothesis - y) ** 2", "(hypothesis - y).abs()"),
        ("W goes 0 → 0.02 → 0.04", "and should go 0 → 0.09333 → 0.1764", "b goes 0 → 0.01"),
    ),
    Mistake("unknown", SGD.replace("x * W + b", "x * W - b"), ("b goes 0 → −0.04",)),
    # Python and torch stop these.
    Mistake(
        "forward-outside",
        OUTSIDE,
        ("line 6", "second time", "1 step had been taken, to W = 0.09333, b = 0.04", "anew in every pass"),
    ),
    Mistake("backward-twice", SGD.replace("cost.backward()", "cost.backward(); cost.backward()"), ("second time",)),
    Mistake(
        "no-grad",
        BY_HAND.replace("    with torch.no_grad():\n", "").replace("        ", "    "),
        ("line 5", "leaf Variable", "torch.no_grad()"),
    ),
    Mistake(
        "rebound",
        BY_HAND.replace("    with torch.no_grad():\n", "")
        .replace("        W -=", "    W = W -")
        .replace("        b -=", "    b = b -"),
        ("NoneType", "1 step had been taken"),
    ),
    Mistake("rebound", BY_HAND.replace("W -=", "W = W -").replace("b -=", "b = b -"), ("does not require grad",)),
    Mistake("no-gradient", BY_HAND.replace("    cost.backward()\n", ""), ("NoneType",)),
    Mistake("not-scalar", SGD.replace("torch.mean((hypothesis - y) ** 2)", "(hypothesis - y) ** 2"), ("scalar",)),
    Mistake("name", SGD.replace("cost.backward", "loss.backward"), ("line 6", "`loss.backward()`", "name 'loss' is not defined")),
    Mistake("name", SGD + "print(w)\n", ("line 8", "the whole way by then")),
    Mistake(
        "start",
        "import torch\nx = y = torch.tensor([1.0, 2, 3])\nW, b = (torch.ones(1, requires_grad=True) for _ in 'Wb')\n"
        + SGD.replace("optim.", "torch.optim."),
        ("W starts at 1 here",),
    ),
    Mistake("not-one-number", "del W, b\n"),
    Mistake("syntax", SGD.replace("STEPS):", "STEPS)"), ("line 2", "SyntaxError: expected ':'")),
    Mistake("syntax", SGD.replace("    hypothesis", "hypothesis"), ("line 3", "IndentationError")),
    Mistake("input", "lr = float(input('lr? '))\n", ("line 1", "Nobody can type")),
    Mistake("memory", "torch.zeros(10 ** 15)\n", ("can't allocate memory", "line 1", "1 GB")),
    Mistake("error", "raise KeyboardInterrupt\n", ("with KeyboardInterrupt.",)),
    Mistake("error", "class Odd(Exception):\n    def __str__(self):\n        raise Odd\nraise Odd\n", ("line 4", "Odd")),
]
