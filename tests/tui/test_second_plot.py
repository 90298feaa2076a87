"""The cost against the step, below the first picture of a large window."""

from __future__ import annotations

from pathlib import Path

import pytest

from gdtutor.course.open import open_course
from gdtutor.tui.widgets.plot_view import PlotView
from tests.tui.conftest import OpenTutor

LAB = """## A page {{#{kind}}}

Runs beside one another.

```lab
id: {kind}
model: {model}
lr: 0.01
steps: 10
pictures: [{kind}]
compare:
  - {{label: slow, lr: 0.001}}
```
"""


@pytest.mark.parametrize(("kind", "there"), [("contours", True), ("cost-curve", True), ("cost-steps", False), ("data", False)])
async def test_compared_runs_have_their_cost_below_in_a_large_window(
    open_tutor: OpenTutor, tmp_path: Path, kind: str, there: bool
) -> None:
    folder = tmp_path / "compared"
    folder.mkdir()
    (folder / "course.yaml").write_text("id: sample\ntitle: Compared\nlanguage: en\n", encoding="utf-8")
    page = LAB.format(kind=kind, model="Wx+b" if kind == "contours" else "Wx")
    (folder / "01-runs.md").write_text(f"---\nid: runs\ntitle: Runs\nminutes: 1\n---\n\n{page}", encoding="utf-8")
    async with open_tutor("runs", kind, course=open_course(folder), size=(120, 40)) as tutor:
        await tutor.lab_ready()
        second = tutor.screen.query("#second-plot").results(PlotView)
        assert [plot.id for plot in second] == ["second-plot"] * there
        if there:
            await tutor.until(lambda: "slow: the cost starts at" in tutor.screen.query_one("#second-plot", PlotView).account)
