"""What Textual sends to the terminal, in a third of the bytes: over a slow line that is what a frame costs.

Textual sends a changed line from its widget's left edge on, and with each piece of text its whole style, 40 bytes, and a reset.
Here only what changed is sent, and of a style only what differs from the one before. What the terminal shows is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple, cast

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.strip import SGR_STYLES, Strip

RESET = "\x1b[0m"
# What takes back one attribute, by what sets it; where there is no such thing everything is reset.
OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}
# With these a space shows more than its background.
SEEN_ON_SPACES = frozenset({"4", "7", "9", "21", "51", "52", "53"})


def economical(renderable: RenderableType | None) -> RenderableType | None:
    """The same update in fewer bytes; what is no update of a screen stays as it is."""
    pieces = (
        _changed(renderable)
        if isinstance(renderable, ChopsUpdate)
        else _whole(renderable)
        if isinstance(renderable, LayoutUpdate)
        else None
    )
    # Of an update Textual asks nothing but render_segments.
    return renderable if pieces is None else cast("RenderableType", EconomicalUpdate(pieces))


class EconomicalUpdate(CompositorUpdate):
    """Pieces of lines, each with the place, x and y from 0, where it goes."""

    def __init__(self, pieces: Iterable[tuple[int, int, Strip]]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        """What is sent for them."""
        pen = _Pen(console._color_system or ColorSystem.TRUECOLOR)
        for x, y, strip in self._pieces:
            pen.move(x, y)
            pen.write(strip)
        return pen.sent


def _changed(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """Of every line what lies within the spans that are to be repainted."""
    for y, first, last in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=True):
            if strip is not None and x < last and end > first:
                start = max(x, first)
                yield start, y, strip.crop(start - x, min(end, last) - x)


def _whole(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, strips in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in strips:
            yield x, y, strip
            x += strip.cell_length


class _Look(NamedTuple):
    """A style as the terminal is told it."""

    attributes: frozenset[str] = frozenset()
    foreground: str = ""
    background: str = ""


PLAIN = _Look()


class _Pen:
    """Writes on the screen, and remembers where it stands and how its text looks. `sent` is all of it."""

    def __init__(self, colors: ColorSystem) -> None:
        self._colors = colors
        self._parts: list[str] = []
        self._look = PLAIN
        self._place: tuple[int, int] | None = None

    @property
    def sent(self) -> str:
        """What was written, with the terminal's own colours after it."""
        return "".join([*self._parts, RESET if self._look != PLAIN else ""])

    def move(self, x: int, y: int) -> None:
        """Go there. Only what was written just before is gone on from: terminals disagree on the width of some characters."""
        if self._place is None or self._place[1] != y:
            self._parts.append(f"\x1b[{y + 1};{x + 1}H")
        elif self._place[0] != x:
            self._parts.append(f"\x1b[{x + 1}G")
        self._place = x, y

    def write(self, strip: Strip) -> None:
        """Text from here on."""
        for text, style, control in strip:
            if not text or control:
                continue
            look = PLAIN if style is None else _look(style, self._colors)
            if text.isspace() and not SEEN_ON_SPACES & (look.attributes | self._look.attributes):
                look = look._replace(attributes=self._look.attributes, foreground=self._look.foreground)
            if look != self._look:
                self._parts.append(f"\x1b[{_turned(self._look, look)}m")
                self._look = look
            link = style is not None and style._link
            self._parts.append(f"\x1b]8;id={style._link_id};{link}\x1b\\{text}\x1b]8;;\x1b\\" if style and link else text)
        if self._place is not None:
            self._place = self._place[0] + strip.cell_length, self._place[1]


@lru_cache(maxsize=1024)
def _look(style: Style, colors: ColorSystem) -> _Look:
    attributes = style._attributes & style._set_attributes
    return _Look(
        frozenset(code for bit, code in enumerate(SGR_STYLES) if attributes & (1 << bit)),
        ";".join(style._color.downgrade(colors).get_ansi_codes()) if style._color is not None else "",
        ";".join(style._bgcolor.downgrade(colors).get_ansi_codes(foreground=False)) if style._bgcolor is not None else "",
    )


@lru_cache(maxsize=1024)
def _turned(before: _Look, after: _Look) -> str:
    """The codes that make one look of another."""
    gone = before.attributes - after.attributes
    dropped = (before.foreground and not after.foreground) or (before.background and not after.background)
    codes: list[str] = []
    if dropped or not gone <= OFF.keys():
        before = PLAIN
        codes.append("0")
    else:
        off = {OFF[code] for code in gone}
        codes += sorted(off)
        # One code takes back both of two attributes.
        before = before._replace(attributes=frozenset(code for code in before.attributes if OFF.get(code) not in off))
    codes += sorted(after.attributes - before.attributes)
    codes += [code for code, was in zip(after[1:], before[1:], strict=True) if code and code != was]
    return ";".join(codes)
