import math
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gdtutor.descent.experiment import Dataset, Experiment, Start
from gdtutor.descent.trajectory import Trajectory
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Picture, Scene, Size, View

Apart = Callable[[Picture], Any]
SIZE = Size(43, 14)


def drawn(kind: Any, seen: Scene, size: Size = SIZE, glyphs: Any = "braille") -> Picture:
    return draw(kind, seen, size, view_for(kind, seen), glyphs)


def test_points_and_errors_stand_in_the_columns_of_x(cells: Apart) -> None:
    seen = Scene(Experiment(), (5.0, 0.0))
    view = view_for("data", seen)
    picture = cells(draw("data", seen, SIZE, view))
    columns = [column for _, column in sorted(picture.of("point"), key=lambda cell: cell[1])]
    width = SIZE.width - picture.corner[1] - 1
    assert columns == [int((x - view.x[0]) / (view.x[1] - view.x[0]) * width) for x in (1, 2, 3)]
    for column, x in zip(columns, (1.0, 2.0, 3.0), strict=True):
        rows = [row for row, at in picture.of("error") + picture.of("line") + picture.of("point") if at == column]
        up = [(value - view.y[0]) / (view.y[1] - view.y[0]) * 11 for value in (x, 5 * x)]
        assert min(rows) == int(up[0])
        assert max(rows) == pytest.approx(up[1], abs=1)


def test_the_account_has_cost_and_errors() -> None:
    account = drawn("data", Scene(Experiment(), (5.0, 0.0))).account
    assert account == "3 points and the line H(x) = 5x, cost 74.67. The errors H(x) − y go from 4 at x = 1 to 12 at x = 3."
    assert "H(x) = −0.5x − 2" in drawn("data", Scene(Experiment(model="Wx+b"), (-0.5, -2.0))).account
    assert "Every error is 0" in drawn("data", Scene(Experiment(), (1.0, 0.0))).account
    same = drawn("data", Scene(Experiment(model="Wx+b"), (1.0, 1.0))).account
    assert same.endswith("The errors H(x) − y are all 1.")
    one = drawn("data", Scene(Experiment(data="square"), (2.0, 0.0))).account
    assert "1 point and" in one
    assert "The error at x = 1 is 2." in one


def test_steep_and_flat_on_one_picture(cells: Apart) -> None:
    others = (("steep", Experiment(start=Start(W=20.0))), ("flat", Experiment(start=Start(W=0.5))))
    seen = Scene(Experiment(), (1.0, 0.0), others=others)
    picture = drawn("data", seen)
    text = cells(picture).text
    assert "○ steep" in text[0]
    assert "□ flat" in text[0]
    assert any("○" in line for line in text[1:])
    assert any("□" in line for line in text[1:])
    assert {"other1", "other2", "line"} <= {span.role for row in picture.rows for span in row}
    # 20 * 3 is in sight.
    assert view_for("data", seen).y[1] >= 60
    assert "steep: H(x) = 20x, cost 1685." in picture.account


def test_a_line_that_has_run_away_is_arrows_at_the_edge(cells: Apart) -> None:
    seen = Scene(Experiment(), (-2e26, 0.0))
    picture = drawn("data", seen)
    assert cells(picture).text[-3].count("▾") == 3
    # The points are still told from one another and from the edge.
    assert view_for("data", seen).y[0] > -1000
    assert "too large" in drawn("data", Scene(Experiment(), (math.inf, 0.0))).account


def test_hundreds_of_points_are_drawn_at_once(cells: Apart) -> None:
    x = tuple(i / 100 for i in range(1000))
    seen = Scene(Experiment(data=Dataset(x, tuple(2 * value + (-1) ** i for i, value in enumerate(x)))), (1.5, 0.0))
    assert len(cells(drawn("data", seen, Size(100, 24))).of("point")) > 100
    assert "40 of them are drawn" in drawn("squares", seen).account


@pytest.mark.parametrize("kind", ["data", "squares"])
def test_of_thousands_of_points_some_are_drawn_and_the_line_is_seen(cells: Apart, kind: str) -> None:
    random = np.random.default_rng(3)
    x = random.uniform(0, 10, 10_000)
    points = Dataset(tuple(x.tolist()), tuple((2 * x + random.normal(0, 4, len(x))).tolist()))
    picture = cells(drawn(kind, Scene(Experiment(data=points, model="Wx+b"), (1.2, 0.5)), Size(60, 22)))
    assert re.match(r"y  ● \d+ of 10,000 points", picture.text[0])
    width = 60 - picture.corner[1] - 1
    assert len({column for _, column in picture.of("point")}) > width / 3
    assert len({column for _, column in picture.of("line")}) > width / 2


@pytest.mark.parametrize("size", [(43, 14), (100, 30), (70, 20)])
@pytest.mark.parametrize(
    ("W", "data"), [(2.0, "one-two-three"), (0.4, "one-two-three"), (0.3, "one-two-two"), (5.0, "study-hours")]
)
def test_squares_are_twice_as_many_cells_wide_as_tall(cells: Apart, size: tuple[int, int], W: float, data: str) -> None:
    experiment = Experiment(data=data)
    # One point at a time, so that its square can be measured.
    x, y = experiment.dataset.x[-1], experiment.dataset.y[-1]
    seen = Scene(Experiment(data=Dataset((x, 0.0), (y, 0.0))), (W, 0.0))
    view = view_for("squares", seen, None, Size(*size))
    picture = cells(draw("squares", seen, Size(*size), view))
    square = picture.of("error")
    assert square
    tall = abs(W * x - y) / (view.y[1] - view.y[0])
    rows = tall * len(picture.canvas(1))
    columns = {column for _, column in square}
    assert max(columns) - min(columns) == pytest.approx(2 * rows, abs=2)
    assert max(columns) < size[0] - picture.corner[1] - 1


@pytest.mark.parametrize("size", [(42, 14), (43, 12), (60, 20), (60, 9), (54, 26), (24, 30)])
@pytest.mark.parametrize("W", [3.0, 0.0, -1.0, 1.5])
def test_every_square_is_closed(cells: Apart, size: tuple[int, int], W: float) -> None:
    view = view_for("squares", Scene(Experiment(), (W, 0.0)), None, Size(*size))
    seen = 0
    for x in (1.0, 2.0, 3.0):
        # One square at a time, in the range that all of them are shown in.
        picture = cells(draw("squares", Scene(Experiment(data=Dataset((x,), (x,))), (W, 0.0)), Size(*size), view))
        columns, rows = size[0] - picture.corner[1] - 1, size[1] - 3
        tall = abs(W * x - x) / (view.y[1] - view.y[0]) * rows
        if tall < 3:
            continue
        seen += 1
        # The dot stands on the near side; the far one is an upright line in one column, as high as the error.
        ((_, near),) = picture.of("point")
        square = picture.of("error")
        far = max((column for _, column in square), key=lambda column: abs(column - near))
        assert abs(far - near) == pytest.approx(2 * tall, abs=2)
        # The line lies on top of what is drawn in the same cells.
        assert len({row for row, column in square if column == far}) == pytest.approx(tall, abs=2)
        assert 0 <= far < columns
    assert seen or W == 1.5


@pytest.mark.parametrize("size", [(42, 14), (60, 20), (54, 26)])
@pytest.mark.parametrize(("begin", "end"), [(-1, 3), (3, -1), (0, 3)])
def test_the_squares_are_seen_in_few_views_while_W_is_turned(size: tuple[int, int], begin: int, end: int) -> None:
    views: list[View] = []
    for W in np.linspace(begin, end, 20 * abs(end - begin) + 1):
        before = views[-1] if views else None
        view = view_for("squares", Scene(Experiment(), (float(W), 0.0)), before, Size(*size))
        if before is not None:
            assert view.x[0] <= before.x[0]
            assert view.x[1] >= before.x[1]
            assert view.y[0] <= before.y[0]
            assert view.y[1] >= before.y[1]
        views.append(view)
    assert len(set(views)) <= 8


def test_the_account_of_the_squares() -> None:
    account = drawn("squares", Scene(Experiment(), (2.0, 0.0))).account
    assert "The areas are 1, 4, 9; their mean is the cost, 4.667." in account
    assert "their sum is the cost, 14." in drawn("squares", Scene(Experiment(cost="sum"), (2.0, 0.0))).account
    assert "The 11 areas go from" in drawn("squares", Scene(Experiment(data="thermometers"), (2.0, 0.0))).account


def test_a_compared_run_shows_its_last_line(descent: Callable[[Experiment], Trajectory]) -> None:
    seen = Scene(Experiment(), (0.0, 0.0), others=(("found", descent(Experiment(lr=0.1))),))
    assert "found: H(x) = 1x, cost" in drawn("data", seen).account


def test_the_view_grows_in_jumps_not_at_every_turn_of_the_dial() -> None:
    views: list[View] = []
    for W in range(1, 41):
        views.append(view_for("data", Scene(Experiment(), (W / 2, 0.0)), views[-1] if views else None))
    assert 2 <= len(set(views)) <= 12
    assert views[-1].y[1] >= 60
