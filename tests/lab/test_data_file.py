"""A learner's CSV file: what is read from it, and what is said about one that can't be used."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gdtutor.descent.experiment import Dataset
from gdtutor.lab.data_file import DataFileError, read_data_file

finite = st.floats(allow_nan=False, allow_infinity=False)
ONE_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def read(tmp_path: Path, content: str | bytes) -> Dataset:
    path = tmp_path / "points.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_data_file(path)


def problems(tmp_path: Path, content: str | bytes) -> list[str]:
    """What is wrong, without the path."""
    with pytest.raises(DataFileError) as caught:
        read(tmp_path, content)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{tmp_path}/points.csv:") for line in lines if not line.startswith("and "))
    return [line.removeprefix(f"{tmp_path}/points.csv").removeprefix(":").strip() for line in lines]


@pytest.mark.parametrize(
    "text",
    [
        "1,4\n2.5,-5e-1\n",
        "x,y\n1,4\n2.5,-0.5",
        "X ; Y\r\n1;4\r\n2,5;-0,5\r\n",
        "x\ty\n1\t4\n2,5\t-,5\n",
        "y,name,x\n4,one,1\n-0.5,two,2.5\n",
        '"y","a, b","x"\n4,"p ""q"", r",1\n-0.5,,2.5\n',
        "\ufeffx,y\n1,4\n2.5,-0.5\n",
        "# measured on Monday\n\n  x , y\n\n1, 4\n   # and on Tuesday\n2.5,−0.5,,\n,\n",
        "x,y\r1,+4.\r2.5,-.5\r",
        '"1","4"\n"2.5", "-0.5"\n',
    ],
)
def test_the_same_points_in_many_forms(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Dataset((1.0, 2.5), (4.0, -0.5))


def test_other_columns_may_hold_bytes_of_another_encoding(tmp_path: Path) -> None:
    assert read(tmp_path, "x,이름,y\n1,하나,4\n2,둘,5\n".encode("cp949")) == Dataset((1.0, 2.0), (4.0, 5.0))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x,y\n1,2\n2,abc\n", "3: y is 'abc', which is no number"),
        ("x,y\n1,2\n,3\n", "3: x is empty"),
        ("x,y\n1,2\n3\n", "3: there is no y; a line needs both x and y, with a comma, a semicolon or a tab between"),
        ("x,y\n1,2\n3,nan\n", "3: y is 'nan'; only finite numbers are points"),
        ("x,y\n1,2\n-inf,3\n", "3: x is '-inf'; only finite numbers are points"),
        ("x,y\n1,2\n2,1e999\n", "3: y is '1e999', which is too large"),
        ("x,y\n1,2\n2,3,4\n", "3: 3 columns, where the header names 2; numbers with a decimal comma need semicolons between"),
        ("1,2,3\n", "1: 3 columns; without a header that names x and y there are two, and a decimal comma needs semicolons"),
        ("1,2\n2,1_000\n", "2: y is '1_000', which is no number"),
        ("1,2\n2,٣\n", "2: y is '٣', which is no number"),
        ("1;1.234,5\n", "1: y is '1.234,5', which is no number"),
        ("1.5;2\n2,5;3\n", "2: x is '2,5', but line 1 has the other decimal mark; use either points or commas"),
        ("x,y\n1,2\n2,\x1b[31m\u202e\n", r"3: y is '\x1b[31m\u202e', which is no number"),
        (
            'x,y\n"1,000",2\n',
            "2: x is '1,000'; with commas between the columns that may be a decimal comma or a thousand. Write it with a point, "
            "or without the comma",
        ),
        ("hours,y\n1,2\n", "1: the header names no column x; it names: 'hours', 'y'. Name two columns x and y"),
        ("a,b\n1,2\n", "1: the first line has neither numbers nor the names x and y; it has: 'a', 'b'. Name two columns x and y"),
        ("x,y,X\n1,2,3\n", "1: the header names x twice"),
        ('x,y\n1,2\n2,"3\n', "3: the quotation marks do not enclose whole columns"),
        ('x,y\n1,2\n"2"2,3\n', "3: the quotation marks do not enclose whole columns"),
        ("x,y\n1,2\n2," + "3" * 10_001, "3: the line is longer than 10,000 characters"),
        ("9" * 10_001, "1: the line is longer than 10,000 characters"),
        ("", "the file holds no points; it needs lines with two numbers, x and y"),
        ("# nothing\n\nx,y\n", "the file holds no points; it needs lines with two numbers, x and y"),
        ("x,y\n1,2\n", "the file holds one point only; at least two are needed"),
        (
            "3,1\n3,2\n",
            "every x is 3; a line of any slope fits such points equally well, so there must be two different x",
        ),
        ("x,y\n1,2\n2,3\n".encode("utf-16"), "the file is in UTF-16; save it as CSV in UTF-8"),
        (b"\x7fELF\0\0", "this is no text file: it holds NUL bytes; save the points as CSV in UTF-8"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert problems(tmp_path, content) == [said]


def test_where_names_can_t_be_read_the_encoding_is_named(tmp_path: Path) -> None:
    said = problems(tmp_path, "시간,x\n1,2\n".encode("cp949"))
    assert said[0] == "the file is not in UTF-8; save it as CSV in UTF-8 (a spreadsheet may call that “CSV UTF-8”)"
    assert said[1].startswith("1: the header names no column y")
    # In a column that nobody asks for it does no harm.
    assert read(tmp_path, "시간,x,y\n1,2,3\n1,4,5\n".encode("cp949")).x == (2.0, 4.0)


def test_ten_problems_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    said = problems(tmp_path, "x,y\n" + "a,1\n" * 13)
    assert said[:10] == [f"{line}: x is 'a', which is no number" for line in range(2, 12)]
    assert said[10:] == ["and 3 more"]
    assert len(problems(tmp_path, "x,y\n" + "a,1\n" * 10)) == 10


def test_ten_thousand_points_and_no_more(tmp_path: Path) -> None:
    lines = "x,y\n" + "".join(f"{number},{number}\n" for number in range(10_000))
    assert len(read(tmp_path, lines).x) == 10_000
    assert problems(tmp_path, lines + "1,1\n1,1\n") == ["10002: this is one point too many; at most 10,000 are allowed"]


def test_what_is_no_file_that_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="no such file"):
        read_data_file(tmp_path / "nowhere.csv")
    with pytest.raises(DataFileError, match="this is a folder"):
        read_data_file(tmp_path)
    with pytest.raises(DataFileError, match="can't be read"):
        read_data_file(tmp_path / "a\0b.csv")
    with pytest.raises(DataFileError, match="can't be read"):
        read_data_file(tmp_path / ("a" * 300))
    with pytest.raises(DataFileError, match="NUL bytes"):
        read_data_file(Path("/dev/zero"))


def test_a_path_is_printed_safely(tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as caught:
        read_data_file(tmp_path / "a\x1b[31m\u202e.csv")
    assert str(caught.value) == rf"{tmp_path}/a\x1b[31m\u202e.csv: there is no such file"


def test_points_through_a_pipe(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.write(writing, b"1,2\n2,3\n")
    os.close(writing)
    try:
        assert read_data_file(Path(f"/dev/fd/{reading}")) == Dataset((1.0, 2.0), (2.0, 3.0))
    finally:
        os.close(reading)


@ONE_FILE
@given(
    st.lists(st.tuples(finite, finite), min_size=2, max_size=20),
    st.sampled_from([",", ";", "\t", " , "]),
    st.sampled_from(["", "x{}y\n", '"X"{}"Y"\r\n']),
)
def test_numbers_come_back_as_they_were(tmp_path: Path, points: list[tuple[float, float]], separator: str, header: str) -> None:
    text = header.format(separator) + "".join(f"{x!r}{separator}{y!r}\n" for x, y in points)
    x, y = (tuple(column) for column in zip(*points, strict=True))
    if len(set(x)) == 1:
        assert len(problems(tmp_path, text)) == 1
    else:
        assert read(tmp_path, text) == Dataset(x, y)


@ONE_FILE
@given(
    st.one_of(
        st.binary(max_size=200),
        st.text(alphabet='xyXY01,.;\t"#-−einfa \r\n', max_size=80).map(str.encode),
        st.lists(st.sampled_from(["1,2", "x,y", "2;3", "nan,1", "", "#", '"', "1,5;2", "\ufeff"]), max_size=8).map(
            lambda lines: "\n".join(lines).encode()
        ),
    )
)
def test_any_bytes_are_points_or_a_problem(tmp_path: Path, content: bytes) -> None:
    said = "nothing"
    try:
        data = read(tmp_path, content)
    except DataFileError as error:
        said = str(error)
    else:
        assert len(set(data.x)) > 1
        assert all(map(math.isfinite, (*data.x, *data.y)))
    assert said.replace("\n", "").isprintable()
    assert said
