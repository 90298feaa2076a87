"""Pictures in a language whose letters are two cells wide."""

import ast
import gettext
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from wcwidth import wcswidth

import gdtutor.plots
from gdtutor import language
from gdtutor.course.model import PictureKind
from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.plots import draw, view_for
from gdtutor.plots.cells import characters, fitted
from gdtutor.plots.picture import Glyphs, Picture, Scene, Size

Draw = Callable[..., Scene]
Run = Callable[[Experiment], Trajectory]

KINDS = get_args(PictureKind)
SIZES = [(12, 5), (24, 8), (43, 12), (43, 14), (60, 20), (100, 30)]
LABELS = ("학습률 0.1", "차례로 갱신하기", "α가 너무 큼")


class InHangul(gettext.NullTranslations):
    """Every sentence as Hangul, with what is filled in left as it is. `asked` are those that were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def gettext(self, message: str) -> str:
        self.asked.add(message)
        parts = re.split(r"(\{[^}]*\}|W = |b = |cost\(W(?:, b)?\)|H\(x\))", message)
        return "".join(part if i % 2 else re.sub(r"[A-Za-z]", "가", part) for i, part in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        self.asked.add(msgid1)
        return self.gettext(msgid2)


@pytest.fixture
def hangul(monkeypatch: pytest.MonkeyPatch) -> InHangul:
    catalogue = InHangul()
    monkeypatch.setattr(language, "_now", ("ko", catalogue))
    return catalogue


def lines(picture: Picture) -> list[str]:
    return ["".join(span.text for span in row) for row in picture.rows]


def experiment_for(kind: PictureKind, **more: Any) -> Experiment:
    return Experiment(model="Wx+b" if kind == "contours" else "Wx", **more)


def compared(kind: PictureKind, descent: Run) -> tuple[tuple[str, Trajectory | Experiment], ...]:
    finite, later, exploding = (experiment_for(kind, lr=lr, steps=60) for lr in (0.05, 0.1, 5.0))
    return ((LABELS[0], descent(finite)), (LABELS[1], later), (LABELS[2], descent(exploding)))


@pytest.mark.usefixtures("hangul")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("glyphs", get_args(Glyphs))
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_is_as_wide_as_asked(kind: PictureKind, glyphs: Glyphs, size: Any, scene: Draw, descent: Run) -> None:
    seen = scene(experiment_for(kind, lr=0.18), others=compared(kind, descent), tangents=(0.5,))
    found = lines(draw(kind, seen, Size(*size), view_for(kind, seen), glyphs))
    assert len(found) == size[1]
    assert {wcswidth(line) for line in found} == {size[0]}


@pytest.mark.parametrize("kind", ["data", "cost-curve", "contours", "cost-steps", "cost-steps-log"])
def test_the_legend_names_each_run_whole_beside_its_glyph(kind: PictureKind, scene: Draw, descent: Run) -> None:
    others = compared(kind, descent)
    seen = scene(experiment_for(kind), others=others)
    head = "\n".join(lines(draw(kind, seen, Size(60, 20), view_for(kind, seen)))[:5])
    for glyph, label in zip("○□△", LABELS, strict=True):
        assert f"{glyph} {label}" in head


def test_a_legend_without_room_ends_between_two_letters(scene: Draw, descent: Run) -> None:
    others = tuple((f"{'아주 긴 이름표' * 3}{n}", descent(Experiment(lr=0.1))) for n in range(4))
    for width in range(24, 48):
        seen = scene(Experiment(), others=others)
        found = lines(draw("cost-curve", seen, Size(width, 8), view_for("cost-curve", seen)))
        assert wcswidth(found[0]) == width
        assert "…" in found[0] + found[1]


def test_letters_in_pieces_are_put_together(scene: Draw) -> None:
    def drawn(label: str) -> list[str]:
        seen = scene(Experiment(), others=((label, Experiment()),))
        return lines(draw("cost-steps", seen, Size(43, 12), view_for("cost-steps", seen)))

    assert drawn(unicodedata.normalize("NFD", "학습률")) == drawn("학습률")


@pytest.mark.usefixtures("hangul")
def test_a_wide_name_of_the_axis_leaves_the_axis_whole(scene: Draw) -> None:
    seen = scene(Experiment())
    found = lines(draw("cost-steps", seen, Size(43, 12), view_for("cost-steps", seen)))
    assert found[0].startswith("가가가가 ")
    axis = found[-2]
    assert axis.rstrip().endswith("─ 가가가가")
    # The numbers below stand under their ticks.
    ticks = [len(characters(axis[:i], "braille")) for i, letter in enumerate(axis) if letter == "┬"]
    numbers = [match.start() for match in re.finditer(r"\d+", found[-1])]
    for tick in ticks:
        assert any(start <= tick <= start + 2 for start in numbers)


@pytest.mark.usefixtures("hangul")
def test_a_wide_label_stands_beside_its_place(scene: Draw) -> None:
    seen = scene(Experiment(lr=40.0, steps=80))
    found = "\n".join(lines(draw("cost-steps", seen, Size(60, 20), view_for("cost-steps", seen))))
    # "inf at step 12", of which only the number stays.
    assert re.search(r"가가가 가가 가가가가 \d+", found)


def test_a_line_is_cut_between_letters() -> None:
    assert "".join(fitted(characters("기울기", "braille"), 5)) == "기울 "
    assert len(fitted(characters("기울기", "braille"), 5)) == 5


def scenes(scene: Draw, descent: Run) -> list[tuple[PictureKind, Scene]]:
    """One scene at least for each sentence that an account may have."""
    line, wave = Experiment(), Experiment(model="sin(Wx)", data="wave", start=Start(W=5.0))
    plane = Experiment(model="Wx+b")
    noisy = Experiment(data="noisy-line", batch_size=2, steps=100)
    exact = Dataset((1.0, 2.0), (math_sin(1.0), math_sin(2.0)))
    found: list[tuple[PictureKind, Scene]] = []
    for kind in KINDS:
        own = plane if kind == "contours" else line
        found += [
            (kind, scene(own, 0, others=compared(kind, descent))),
            (kind, scene(own, 0, slope=False)),
            (kind, Scene(own, (0.5, 0.5))),
            (kind, scene(experiment_for(kind, lr=5.0, steps=200))),
            (kind, scene(experiment_for(kind, lr=0.0))),
            (kind, scene(experiment_for(kind, lr=0.2))),
            (kind, scene(experiment_for(kind, lr=0.18))),
            (kind, scene(experiment_for(kind, data="thermometers", lr=1e-5))),
            (kind, scene(experiment_for(kind, data="square"))),
            (kind, scene(experiment_for(kind, data=Dataset((0.0, 0.0), (1.0, 2.0)), steps=1))),
            (kind, scene(experiment_for(kind, data=Dataset((-1.0, 0.0, 1.0), (2.0, 3.0, 4.0))))),
            (kind, scene(experiment_for(kind, data=Dataset((-1.0, -2.0), (2.0, 3.0))))),
            (kind, scene(experiment_for(kind, data=Dataset((-9.0, 9.0), (2.0, 3.0)), lr=0.001))),
            (kind, scene(experiment_for(kind, data=Dataset((-0.1, 0.1), (2.0, 3.0))))),
            (kind, scene(experiment_for(kind, data=Dataset((1e200, 1.0), (2.0, 3.0))))),
            (kind, scene(experiment_for(kind, cost="sum", lr=0.01))),
            (kind, scene(experiment_for(kind, cost="half-mean"))),
            (kind, scene(experiment_for(kind, data=Dataset(tuple(range(50)), tuple(range(50))), lr=1e-4))),
            (kind, Scene(experiment_for(kind, data=Dataset(tuple(range(200)), tuple(range(200)))), (0.5, 0.0))),
            (kind, Scene(own, (1.0, 0.0))),
            (kind, Scene(plane, (1.0, 1.0))),
            (kind, Scene(own, (float("inf"), 0.0))),
        ]
    found += [(kind, scene(wave)) for kind in ("data", "squares", "cost-curve")]
    found += [
        ("data", Scene(Experiment(model="sin(Wx)", data=exact), (1.0, 0.0))),
        ("data", Scene(Experiment(model="sin(Wx)", data="square"), (2.0, 0.0))),
        ("cost-curve", scene(wave, W_range=(-20.0, 20.0))),
        ("cost-curve", scene(wave, W_range=(1.0, 5.0))),
        ("cost-curve", Scene(Experiment(model="sin(Wx)", data="wave", start=Start(W=2.0)), (2.0, 0.0), W_range=(1.5, 2.5))),
        ("cost-curve", Scene(Experiment(model="sin(Wx)", data="wave", start=Start(W=1.0)), (1.0, 0.0), W_range=(1.0, 1.2))),
        ("cost-curve", Scene(Experiment(data=Dataset((1e-150,), (1e200,))), (1.0, 0.0))),
        ("cost-steps", of_costs(line, 2.0, 2.0, 1.0)),
        ("cost-steps", of_costs(line, 1.0, 2.0, 2.0)),
        ("cost-curve", Scene(line, (2.0, 0.0), tangents=(1.0, 3.0))),
        ("cost-curve", Scene(line, (2.0, 0.0), curve=False)),
        ("cost-curve", Scene(line, (2.0, 0.0), curve=False, tries=((2.0, 1.0),))),
        ("cost-curve", Scene(line, (2.0, 0.0), curve=False, tries=((2.0, 1.0), (3.0, 5.0)))),
        ("cost-steps", of_costs(noisy, *np.random.default_rng(0).uniform(1, 2, 101))),
        ("contours", Scene(Experiment(model="Wx+b", data="noisy-line", batch_size=2), (1.0, 0.0))),
    ]
    return found


def of_costs(experiment: Experiment, *costs: float) -> Scene:
    run = Trajectory(experiment)
    cost = np.array(costs)
    run.append(np.column_stack((np.arange(float(len(cost))), cost, cost, cost, cost, cost)), 0.1)
    return Scene(experiment, (1.0, 0.0), run)


def math_sin(value: float) -> float:
    return float(np.sin(value))


def test_no_sentence_is_left_in_english(scene: Draw, descent: Run, hangul: InHangul) -> None:
    for kind, seen in scenes(scene, descent):
        picture = draw(kind, seen, Size(60, 20), view_for(kind, seen))
        # What stays are formulas and numbers: W, b, x, y, α, cost(W), H(x) = sin(infx).
        told = re.sub(r"sin\(|cost\(W", "(", picture.account + "".join(lines(picture)))
        assert set(re.findall(r"[A-Za-z]{2,}", re.sub(r"(inf|NaN)x?", "", told))) == set()
    draw("cost-curve", Scene(Experiment(), (0.0, 0.0)), Size(19, 8), view_for("cost-curve", Scene(Experiment(), (0.0, 0.0))))
    # No text of these files has escaped those scenes.
    written = set()
    for path in Path(gdtutor.plots.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                written.add(ast.literal_eval(node.args[0]))
    assert written - hangul.asked == set()
