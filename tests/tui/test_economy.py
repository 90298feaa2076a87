"""What is sent in few bytes shows what Textual's own, many, would show."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from gdtutor.tui.economy import economical

WIDTH, HEIGHT = 30, 4

colors = st.sampled_from(["#ff0000", "#00ff00", "#0178d4", "red", "default", None])
flags = st.sampled_from([True, False, None])
styles = st.builds(
    Style, color=colors, bgcolor=colors, bold=flags, dim=flags, italic=flags, underline=flags, reverse=flags, strike=flags
)
texts = st.text(st.sampled_from("ab ⡸가●"), min_size=1, max_size=8)
segments = st.builds(Segment, texts, st.one_of(styles, st.none()), st.none())


@st.composite
def strips(draw: st.DrawFn, width: int) -> Strip:
    """One that is so wide."""
    return Strip(draw(st.lists(segments, max_size=6))).adjust_cell_length(width, draw(styles))


@st.composite
def partial_updates(draw: st.DrawFn) -> ChopsUpdate:
    """Some spans of some lines, which two widgets share."""
    cut = draw(st.integers(1, WIDTH - 1))
    chops = [{0: draw(strips(cut)), cut: draw(strips(WIDTH - cut))} for _ in range(HEIGHT)]
    spans = []
    for y in draw(st.sets(st.integers(0, HEIGHT - 1), min_size=1)):
        first = draw(st.integers(0, WIDTH - 1))
        spans.append((y, first, draw(st.integers(first + 1, WIDTH))))
    return ChopsUpdate(chops, sorted(spans), [[cut, WIDTH]] * HEIGHT)


@st.composite
def whole_updates(draw: st.DrawFn) -> LayoutUpdate:
    return LayoutUpdate([[draw(strips(9)), draw(strips(11))] for _ in range(HEIGHT)], Region(3, 0, 20, HEIGHT))


Cell = tuple[str, ...]


def shown(screen: pyte.Screen) -> list[list[Cell]]:
    """Every cell; of a blank one only what can be seen of it."""
    cells = []
    for y in range(HEIGHT):
        row = [screen.buffer[y][x] for x in range(WIDTH)]
        seen = [cell.reverse or cell.underscore or cell.strikethrough or cell.data != " " for cell in row]
        cells.append(
            [tuple(map(str, cell if visible else (cell.data, cell.bg))) for cell, visible in zip(row, seen, strict=True)]
        )
    return cells


def drawn(before: CompositorUpdate, sent: str) -> list[list[Cell]]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    stream = pyte.Stream(screen)
    stream.feed(before.render_segments(CONSOLE))
    stream.feed(sent)
    return shown(screen)


CONSOLE = Console(force_terminal=True, color_system="truecolor", width=WIDTH)


@settings(deadline=None, max_examples=40)
@given(whole_updates(), st.one_of(whole_updates(), partial_updates()))
def test_the_screen_is_the_same_and_nothing_beside_the_spans_is_touched(
    before: LayoutUpdate, update: LayoutUpdate | ChopsUpdate
) -> None:
    cheap = economical(update)
    assert isinstance(cheap, CompositorUpdate)
    found = drawn(before, cheap.render_segments(CONSOLE))
    expected = drawn(before, update.render_segments(CONSOLE))
    if isinstance(update, ChopsUpdate):
        # Textual sends more than the spans: what lies beside them is as it was.
        was = drawn(before, "")
        spans = {y: range(first, last) for y, first, last in update.spans}
        for y in range(HEIGHT):
            for x in range(WIDTH):
                if x not in spans.get(y, ()):
                    expected[y][x] = was[y][x]
                if _halved(expected[y], x) or _halved(found[y], x):
                    expected[y][x] = found[y][x]
    assert found == expected


def _halved(row: list[Cell], x: int) -> bool:
    """Whether there, or beside it, is a wide character: callers of Textual never cut one in two."""
    return any(row[place][0] in ("가", "") for place in range(max(0, x - 1), min(WIDTH, x + 2)))


def test_a_style_is_sent_once_and_a_blank_takes_what_comes_before_it() -> None:
    look, other = Style(color="#112233", bgcolor="#000000"), Style(color="#445566", bgcolor="#000000")
    strip = Strip([Segment("ab", look), Segment("  ", other), Segment("cd", look), Segment("e", other + Style(bold=True))])
    update = economical(LayoutUpdate([[strip]], Region(0, 0, 7, 1)))
    assert isinstance(update, CompositorUpdate)
    first = "\x1b[1;1H\x1b[38;2;17;34;51;48;2;0;0;0mab  cd"
    assert update.render_segments(CONSOLE) == f"{first}\x1b[1;38;2;68;85;102me\x1b[0m"


@pytest.mark.parametrize("system", ["standard", "256", "truecolor"])
def test_colours_are_those_that_the_terminal_has(system: str) -> None:
    console = Console(force_terminal=True, color_system=system, width=WIDTH)  # type: ignore[arg-type]
    strip = Strip([Segment("ab", Style(color="#ff8800", bgcolor="#102030"))])
    update = economical(LayoutUpdate([[strip]], Region(0, 0, 2, 1)))
    assert isinstance(update, CompositorUpdate)
    codes = Style(color="#ff8800", bgcolor="#102030")._make_ansi_codes(
        ColorSystem[{"256": "EIGHT_BIT"}.get(system, system.upper())]
    )
    assert f"\x1b[{codes}mab" in update.render_segments(console)
