"""The numbers of a lab, for every kind of loop and model, and in a script whose letters are two cells wide."""

from __future__ import annotations

import gettext
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from rich.cells import cell_len

from gdtutor import language
from gdtutor.course.model import Lab
from gdtutor.descent.experiment import Experiment, Model, Start
from gdtutor.descent.numbers import show
from gdtutor.lab.dial import Dial
from gdtutor.lab.player import Player
from gdtutor.lab.session import LabSession
from gdtutor.lab.telling import hypothesis, shows_slope
from gdtutor.tui.widgets.readout import arithmetic_rows, dial_row, state_row, state_text
from tests.tui.sample import w
from tests.tui.tutor import SharedTrainer

Opened = Callable[[Experiment], AbstractAsyncContextManager[LabSession]]


@pytest.fixture
def opened(trainer: SharedTrainer) -> Opened:
    """A lab with that experiment, its start evaluated."""

    @asynccontextmanager
    async def session_of(experiment: Experiment) -> AsyncIterator[LabSession]:
        lab = Lab(id="lab", line=1, experiment=experiment, pictures=("data",), controls=("lr", "run"))
        session = LabSession(lab, trainer, lambda: None)
        await session.open()
        yield session
        await session.close()

    return session_of


def text(session: LabSession, width: int = 80) -> list[str]:
    return ["".join(part for part, _ in row) for row in arithmetic_rows(session, width, asks=False)]


async def test_ascent_is_written_with_a_plus(opened: Opened) -> None:
    async with opened(Experiment(lr=0.15, loop="ascent")) as session:
        climbed = show(-w(1, 0, 0.15))
        slope = show(-28 / 3)
        assert text(session) == [f"  next step: 0 + 0.15 × ({slope}) = {climbed}"]
        await session.forward()
        assert text(session) == [f"  that step: 0 + 0.15 × ({slope}) = {climbed}"]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(lr=0.1, optimizer="momentum"),
        Experiment(lr=0.1, optimizer="Adam"),
        Experiment(lr=0.01, model="Wx+b", loop="sequential-update"),
        Experiment(lr=0.1, body=("hypothesis", "cost", "backward", "zero_grad", "step")),
    ],
    ids=["momentum", "Adam", "sequential-update", "body"],
)
async def test_a_step_that_the_formula_does_not_give_is_told_as_before_and_after(opened: Opened, experiment: Experiment) -> None:
    async with opened(experiment) as session:
        assert text(session) == []
        await session.forward(2)
        before, after = session.trajectory[1], session.trajectory[2]
        said = f"  that step: W {show(before.W)} → {show(after.W)}"
        if experiment.model == "Wx+b":
            said += f"   b {show(before.b)} → {show(after.b)}"
        assert text(session) == [said]


async def test_a_batchs_step_is_written_with_the_batchs_own_gradient(opened: Opened) -> None:
    async with opened(Experiment(lr=0.05, batch_size=1, seed=3)) as session:
        await session.forward(2)
        before, after = session.trajectory[1], session.trajectory[2]
        slope = show(before.dW)
        slope = f"({slope})" if slope.startswith("−") else slope
        assert text(session) == [f"  that step: {show(before.W)} − 0.05 × {slope} = {show(after.W)}"]
        assert before.W - 0.05 * before.dW == pytest.approx(after.W, rel=1e-5)


@pytest.mark.parametrize(("model", "said"), [("Wx", "H(x) = 2x"), ("Wx+b", "H(x) = 2x − 0.5"), ("sin(Wx)", "H(x) = sin(2x)")])
async def test_the_hypothesis_is_written_as_its_model(opened: Opened, model: str, said: str) -> None:
    async with opened(Experiment(model=model, start=Start(W=2, b=-0.5))) as session:  # type: ignore[arg-type]
        assert hypothesis(session) == said


async def test_a_wave_has_no_b_among_its_numbers(opened: Opened) -> None:
    async with opened(Experiment(model="sin(Wx)", data="wave")) as session:
        assert session.record is not None
        assert " b " not in state_text(session, session.record, 0, False)


async def test_the_gradient_of_two_parameters_has_two_numbers(opened: Opened) -> None:
    async with opened(Experiment(model="Wx+b", lr=0.01)) as session:
        assert session.record is not None
        assert "gradient −9.333, −4 cost 4.667" in state_text(session, session.record, 0, False)
    async with opened(Experiment(lr=0.01)) as session:
        assert session.record is not None
        assert "gradient −9.333 cost 4.667" in state_text(session, session.record, 0, False)


async def test_slopes_that_have_piled_up_are_called_grad(opened: Opened) -> None:
    async with opened(Experiment(lr=0.01, loop="no-zero-grad")) as session:
        await session.forward(2)
        assert session.record is not None
        W, grad = 0.0, 28 / 3 * (0 - 1)
        for _ in range(2):
            W -= 0.01 * grad
            grad += 28 / 3 * (W - 1)
        shown = state_text(session, session.record, 0, False)
        assert f".grad {show(grad)} " in shown
        assert "gradient" not in shown


@pytest.mark.parametrize("width", [60, 80])
@pytest.mark.parametrize("scale", [1, 1e-3, 123.4])
async def test_the_state_fits_its_row(opened: Opened, width: int, scale: float) -> None:
    start = Start(W=1 - 12.345 * scale, b=6.789 * scale)
    async with opened(Experiment(model="Wx+b", lr=1e-5, start=start)) as session:
        await session.forward(2)
        player = Player(session, lambda: None)
        row = "".join(part for part, _ in state_row(session, player, "", width))
        assert session.record is not None
        assert cell_len(row.rstrip()) <= width
        assert f"cost {show(session.record.cost)}" in row
        assert f"W {show(session.record.W)}" in row


def test_the_gradient_is_shown_where_a_picture_shows_its_slope() -> None:
    for pictures, shown in ((("contours",), True), (("cost-curve",), True), (("data",), False)):
        lab = Lab(id="lab", line=1, experiment=Experiment(model="Wx+b"), pictures=pictures, controls=("W",))  # type: ignore[arg-type]
        assert shows_slope(lab) is shown


class Wide(gettext.NullTranslations):
    """As if every text were in Hangul: each letter takes two cells."""

    def gettext(self, message: str) -> str:
        return {"that step:": "한 걸음의 계산:", "step": "걸음", "gradient": "기울기", "cost": "비용"}.get(message, message)


@pytest.mark.parametrize("width", [60, 80])
async def test_columns_line_up_where_letters_are_two_cells_wide(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    async with opened(Experiment(model="Wx+b", lr=0.01, start=Start(W=-12.345, b=6.789))) as session:
        await session.forward()
        monkeypatch.setattr(language, "_now", ("ko", Wide()))
        rows = text(session, width)
        assert len(rows) == 2
        # Where there is no room beside the words they are left out, and the numbers are whole.
        assert rows[0].startswith("  한 걸음의 계산: W = " if width >= 50 else "  W = ")
        assert cell_len(rows[0].partition("W = ")[0]) == cell_len(rows[1].partition("b = ")[0])
        assert rows[1].strip().startswith("b = ")
        assert session.record is not None
        assert state_text(session, session.record, 8, True).startswith("  걸음 1    W")


@pytest.mark.parametrize(("model", "lr"), [("Wx", 0.1), ("Wx+b", 0.01), ("Wx+b", 0.000123)])
async def test_in_forty_columns_the_arithmetic_is_whole(opened: Opened, model: Model, lr: float) -> None:
    async with opened(Experiment(model=model, lr=lr, start=Start(W=-12.345, b=6.789))) as session:
        for steps in (0, 2):
            await session.forward(steps)
            rows = text(session, 40)
            assert max(map(cell_len, rows)) <= 40
            assert len(rows) == 2
            record = session.record
            assert record is not None
            if steps and model == "Wx":
                assert rows[1].strip() == f"= {show(record.W)}"
            elif steps:
                assert [row.strip().partition(" ")[0] for row in rows] == ["W", "b"]
                assert show(record.b, 3) in rows[1] or show(record.b) in rows[1]


@pytest.mark.parametrize(("count", "width", "tracks"), [(1, 40, 1), (2, 40, 1), (2, 48, 2), (3, 40, 1), (3, 60, 1), (3, 80, 3)])
def test_dials_that_have_no_room_are_numbers(count: int, width: int, tracks: int) -> None:
    dials = tuple(Dial(name, -12.34, -20.0, 20.0) for name in ("W", "b", "lr")[:count])
    spans, found = dial_row(dials, dials[-1].name, width)
    row = "".join(part for part, _ in spans)
    assert cell_len(row.rstrip()) <= width
    assert len(found) == row.count("●") == tracks
    assert found[-1][0] == dials[-1].name
    assert row.count("−12.34") == count
