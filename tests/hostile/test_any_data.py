"""Ten thousand CSV files, made up: each gives clear problems or points that can be drawn, soon, and in little memory."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdtutor.descent.experiment import Dataset, Experiment
from gdtutor.lab.data_file import DataFileError, read_data_file
from gdtutor.lab.free_lab.settings import data_file
from gdtutor.plots import draw, view_for
from gdtutor.plots.picture import Scene, Size
from tests.hostile.lessons import numbers, repeats
from tests.hostile.limits import EXAMPLES, TIMEOUT, little_memory, no_hang, thorough
from tests.hostile.signs import any_text, raw

GOOD = "x,y\n1,2\n2,3.5\n3,5\n"
PIECES = [
    *',;\t"#-+.eE xy\n\r',
    "\r\n",
    '""',
    "1,2\n",
    "1;2\n",
    "1,5;2\n",
    "x,y\n",
    "nan",
    "NaN,inf\n",
    "\ufeff",
    '"a\n',
    "=cmd|' /C calc'!A0",
    "%s{0}",
]
pieces = st.builds(
    lambda text, times: text * min(times, 1_200_000 // max(1, len(text))), st.sampled_from(PIECES) | numbers | any_text, repeats
)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    """A good file, changed in up to three places."""
    text = GOOD * draw(st.sampled_from([1, 1, 1, 3, 3_000]))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, min(len(text), 40)))
        text = text[:start] + draw(pieces) + text[start + draw(st.integers(0, 4)) :]
    return text.encode("utf-8", "surrogatepass")


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Rows of numbers, of any size and in any number, with a header or without."""
    separator = draw(st.sampled_from([",", ";", "\t", ", "]))
    header = draw(st.sampled_from(["", "", "x{}y\n", '"Y"{}"X"\n', "a{}b\n"])).format(separator)
    rows = draw(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6))
    lines = "".join(f"{x}{separator}{y}\n" for x, y in rows) * draw(st.sampled_from([1, 1, 1, 1, 2_000, 200_000]))
    return (header + lines).encode()[:3_000_000]


files = st.one_of(
    changed(),
    tables(),
    st.binary(max_size=60),
    st.builds(lambda text: f"x,{text},y\n1,2,3\n2,3,4\n".encode("utf-8", "surrogatepass"), any_text),
)


def lab_of(data: Dataset) -> None:
    """What a lab shows of the points before anything has run."""
    for model in ("Wx", "Wx+b"):
        experiment = Experiment(data=data, model=model, dtype="float64")
        scene = Scene(experiment, (0.0, 0.0))
        for kind in ("data", "squares", "contours" if model == "Wx+b" else "cost-curve"):
            picture = draw(kind, scene, Size(40, 12), view_for(kind, scene))
            assert not raw(picture.account)


@pytest.mark.timeout(TIMEOUT)
def test_any_csv_file_is_refused_or_is_points(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    good = 0
    path.write_text(GOOD)
    lab_of(read_data_file(path))

    @thorough
    @given(files)
    def any_file(content: bytes) -> None:
        nonlocal good
        path.write_bytes(content)
        with no_hang(), little_memory():
            try:
                data = read_data_file(path)
            except DataFileError as error:
                said = str(error)
                assert said
                assert not raw(said)
                assert len(said) < 11 * 1_000
                return
            assert len(set(data.x)) > 1
            assert all(map(math.isfinite, (*data.x, *data.y)))
            lab_of(data)
            good += 1

    any_file()
    assert good > EXAMPLES // 20


@given(any_text.filter(lambda text: "/" not in text and "\0" not in text))
def test_the_name_of_any_file_can_be_shown(name: str) -> None:
    assert not raw(data_file(Path(f"{name}.csv"), Dataset((1.0, 2.0), (1.0, 2.0))).name)
