"""What a terminal's colours make of the screen: the themes that are offered there, and drawing without a colour."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import BUILTIN_THEMES, Theme

# Colours that gdtutor brings along, then the terminal's own sixteen.
THEMES = ("gdtutor-dark", "gdtutor-light", "ansi-dark", "ansi-light")
_TERMINALS = THEMES[2:]

OWN_THEMES = (
    # Textual's, with a contrast of 4.5 and more wherever one of these colours is that of a text.
    replace(BUILTIN_THEMES["textual-dark"], name="gdtutor-dark", secondary="#3b8fd4"),
    replace(
        BUILTIN_THEMES["textual-light"],
        name="gdtutor-light",
        secondary="#00589c",
        accent="#7a3e00",
        success="#155724",
        warning="#7a4b00",
        error="#a3284a",
    ),
    # The terminal's own. Textual's have dark blue on black, and one green for what moves and what is right; these keep to what
    # can be read in the palettes that are common: the bright half on dark, the other half on light.
    Theme(
        name="ansi-dark",
        ansi=True,
        dark=True,
        primary="ansi_bright_blue",
        secondary="ansi_bright_cyan",
        accent="ansi_bright_yellow",
        success="ansi_bright_green",
        warning="ansi_yellow",
        error="ansi_bright_red",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={"ansi-background": "ansi_black", "ansi-foreground": "ansi_white", "border-blurred": "ansi_bright_black"},
    ),
    Theme(
        name="ansi-light",
        ansi=True,
        dark=False,
        primary="ansi_blue",
        secondary="ansi_bright_blue",
        accent="ansi_magenta",
        success="ansi_green",
        warning="ansi_bright_red",
        error="ansi_red",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            "ansi-background": "ansi_white",
            "ansi-foreground": "ansi_black",
            "scrollbar-background": "ansi_white",
            "scrollbar-background-hover": "ansi_white",
            "scrollbar-background-active": "ansi_white",
        },
    ),
)
# Where an app looks for them before it has registered any.
BUILTIN_THEMES.update({theme.name: theme for theme in OWN_THEMES})


def offered_themes(color_system: str | None, *, coloured: bool) -> tuple[str, ...]:
    """The themes to choose among. Of 16 colours only the terminal's own can be read; without colours all are the same.

    color_system is what Rich calls it: "standard" has 16.
    """
    if not coloured:
        return _TERMINALS[:1]
    return _TERMINALS if color_system == "standard" else THEMES


def fitting_theme(kept: str | None, offered: tuple[str, ...]) -> str:
    """The theme that was kept, or of those offered here the one that is as light or as dark; the first where none was kept."""
    if kept in offered:
        return kept
    light = kept is not None and kept.endswith("light")
    return next((name for name in offered if name.endswith("light") == light), offered[0])


class Colourless(LineFilter):
    """Takes the colours away, and leaves bold, underlined and reversed text. (Textual's filters send greys.)"""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same text without a colour."""
        return [Segment(text, _without_color(style) if style is not None else None, control) for text, style, control in segments]


@lru_cache(1024)
def _without_color(style: Style) -> Style:
    return style.without_color
