"""The options of an experiment: what they make, and the one sentence for what they can't."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from gdtutor.cli.error import MISUSED, CommandError
from gdtutor.cli.experiment_options import add_experiment_options, experiment_of
from gdtutor.cli.parser import Parser
from gdtutor.descent.experiment import Dataset, Experiment, Start


def parsed(*options: str) -> argparse.Namespace:
    parser = Parser(prog="gdtutor run", allow_abbrev=False)
    add_experiment_options(parser)
    return parser.parse_args(options)


def made(*options: str) -> Experiment:
    return experiment_of(parsed(*options))


def refused(*options: str) -> str:
    with pytest.raises(CommandError) as caught:
        made(*options)
    assert caught.value.status == MISUSED
    return str(caught.value)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", Experiment()),
        ("--data Noisy-Line --model wx+B --cost HALF-MEAN", Experiment(data="noisy-line", model="Wx+b", cost="half-mean")),
        ("--model SIN(wx) --data wave", Experiment(data="wave", model="sin(Wx)")),
        ("--lr 1e-3 --steps 1e6", Experiment(lr=0.001, steps=1_000_000)),
        ("--w -1e-3", Experiment(start=Start(W=-0.001))),
        ("--w −2 --b -.5 --model Wx+b", Experiment(model="Wx+b", start=Start(-2.0, -0.5))),
        ("--w Random --seed 7", Experiment(start=Start(W="random"), seed=7)),
        ("--momentum 0.5", Experiment(optimizer="momentum", momentum=0.5)),
        ("--momentum 0", Experiment(momentum=0.0)),
        ("--optimizer nesterov --momentum .8", Experiment(optimizer="Nesterov", momentum=0.8)),
        ("--optimizer ADAMW", Experiment(optimizer="AdamW")),
        ("--batch-size 2 --dtype float64 --no-zero-grad", Experiment(batch_size=2, dtype="float64", loop="no-zero-grad")),
        ("--device CUDA", Experiment(device="cuda")),
        ("--device auto", Experiment()),
        ("--w 1e300 --dtype float64", Experiment(start=Start(W=1e300), dtype="float64")),
    ],
)
def test_options_make_an_experiment(options: str, expected: Experiment) -> None:
    assert made(*options.split()) == expected


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--lr abc", "argument --lr: 'abc' is no learning rate; it is a number, 0 or more"),
        ("--lr -1", "'-1' is no learning rate; it is a number, 0 or more"),
        ("--lr nan", "'nan' is no learning rate"),
        ("--w -inf", "argument --w: '-inf' is no start; it is a finite number, or the word random"),
        ("--steps 0", "argument --steps: '0' is not allowed; it is a whole number, 1 to 1,000,000"),
        ("--steps 1.5", "'1.5' is not allowed"),
        ("--steps 1000001", "'1000001' is not allowed"),
        ("--steps inf", "'inf' is not allowed"),
        ("--seed -1", "'-1' is not allowed; it is a whole number, 0 to 9,223,372,036,854,775,807"),
        ("--batch-size 0", "'0' is not allowed; it is a whole number, 1 or more"),
        ("--batch-size 4", "--batch-size 4 is more than there are points; it is a whole number, 1 to 3."),
        ("--optimizer adm", "argument --optimizer: there is no 'adm'; did you mean 'Adam'? There are: SGD, momentum, Nesterov"),
        ("--cost x", "argument --cost: there is no 'x'; there are: mean, half-mean, sum"),
        ("--data wav", "there is no 'wav'; did you mean 'wave'? There are: one-two-three, "),
        ("--data nosuch", "argument --data: there is no 'nosuch'; there are: one-two-three, "),
        ("--data nosuch.csv", "There is no file 'nosuch.csv'; name another, or built-in data: one-two-three, "),
        ("--momentum 1", "'1' is no momentum; it is a number, 0 or more and less than 1"),
        (
            "--momentum 0.9 --optimizer adam",
            "--momentum goes with the optimizers SGD, momentum and Nesterov; Adam has none.",
        ),
        ("--momentum 0 --optimizer nesterov", "momentum must be more than 0 for the optimizer Nesterov"),
        ("--b 1", "--b needs --model Wx+b; the model Wx has no b."),
        ("--b -1e-3 --model sin(Wx)", "--b needs --model Wx+b; the model sin(Wx) has no b."),
        ("--device mps --dtype float64", "the device mps knows no float64"),
        ("--w 1e39", "--w: 1e+39 is too large for float32; add --dtype float64."),
        ("--lr 1e39", "--lr: 1e+39 is too large for float32; add --dtype float64."),
    ],
)
def test_one_sentence_says_what_is_allowed(options: str, said: str) -> None:
    sentence = refused(*options.split())
    assert said in sentence
    assert "\n" not in sentence


def test_a_csv_file_gets_the_model_with_b(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").write_text("x,y\n1,2\n2,4\n")
    points = Dataset((1.0, 2.0), (2.0, 4.0))
    assert made("--data", "mine") == Experiment(data=points, model="Wx+b")
    assert made("--data", f"{tmp_path}/mine", "--model", "Wx") == Experiment(data=points)
    assert "1 to 2" in refused("--data", "mine", "--batch-size", "3")
    # A built-in name is that, whatever files there are.
    Path("square").write_text("x,y\n1,2\n2,4\n")
    assert made("--data", "square") == Experiment(data="square")
    assert made("--data", "./square") == Experiment(data=points, model="Wx+b")


def test_what_is_wrong_with_a_csv_file_is_said_by_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("x,y\n1,2\n2,abc\n3,nan\n")
    assert refused("--data", str(path)) == (
        f"{path}:3: y is 'abc', which is no number\n{path}:4: y is 'nan'; only finite numbers are points"
    )
    path.write_text("x,y\n1,2\n2,1e39\n")
    assert refused("--data", str(path)) == "--data: 1e+39 is too large for float32; add --dtype float64."
    path.write_text("1700000000,1\n1700000010,2\n1700000020,4\n")
    assert refused("--data", str(path)).startswith("--data: in float32 every x is 1.7e9; the differences are lost.")
    assert made("--data", str(path), "--dtype", "float64").dataset.x[1] == 1700000010
    assert "There is no file" in refused("--data", "a" * 5000 + ".csv")
    assert "There is no file" in refused("--data", f"{path}/x\x1b[31m.csv")
