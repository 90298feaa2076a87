"""Text in pure ASCII: character by character, where each has its cell on the screen, and as running text, spelled out."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# Characters of one cell, and what takes their place in it.
_ROWS = (
    ("\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}", "   "),
    ("−‐‑‒–—―", "-------"),
    ("‘’‚‛′“”„″‹›«»", "'''''\"\"\"\"()<>"),
    ("…⋯·•‣∙", "..**>*"),
    ("×÷±≈≠≤≥∞√∂Σ∑", "x/~~#<>&VdSS"),
    ("°§¶µ€£¥", "o$PuELY"),
    ("αβγδεθλμρστφωΔ", "abgdetlmrstpwD"),
    # Marks. Those that tell things apart in the same place must differ here, too.
    ("✓✔✗✘●◉○◌◦□■△▲▴▽▼▾◇◆★☆⭑▪", "vvxx@@o.o##AA^VVv%%****"),
    ("←↑→↓↔↕↖↗↘↙⇧↵⏎⌫▸▶►◂◀◄", "<^>v-~\\/\\/^<<<>>><<<"),
    # Bars, where heavy lines are what is done, and the edges of frames.
    ("─━╌╍┄┅┈┉═╴╶╸╺╼╾", "-=-=-=-==--===="),
    ("│┃╎╏┆┇┊┋║╵╷╹╻╽╿╱╲╳", "|||||||||||||||/\\X"),
    ("▔▀▁▂▃▄▅▆▇█▉▊▋▌▍▎▏▐▕", "--______##|||||||||"),
    ("▖▗▘▙▚▛▜▝▞▟░▒▓", "..'|\\||'/|.:#"),
)
_CELLS = {character: instead for row in _ROWS for character, instead in zip(*row, strict=True)}
# The rest of the block in which Unicode has lines for frames: corners and crossings.
_CELLS |= {corner: "+" for corner in map(chr, range(0x2500, 0x2580)) if corner not in _CELLS}
# The sign of Textual's command palette, two cells wide.
_CELLS |= {"🔎": "> "}

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_POWER = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_SPELLED = {
    "α (alpha)": "alpha",
    "·": "*",
    "α": "alpha",
    "Σ": "sum",
    "√": "sqrt",
    "∞": "inf",
    "±": "+-",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "°": "deg ",
    "…": "...",
    "↵": "Enter",
    "⌫": "Backspace",
    "⇧": "Shift",
    "↑↓": "Up/Down",
    "←→": "Left/Right",
}
_KEYS = {"←": "Left", "↑": "Up", "→": "Right", "↓": "Down"}


def spelled(text: str) -> str:
    """Running text without those signs for which one ASCII character would say something else: x^2, <=, alpha, Enter.

    What it leaves has a character for each cell: see `cells`.
    """
    if text.isascii():
        return text
    text = _POWER.sub(lambda power: f"^{power[0].translate(_SUPERSCRIPTS)}", text)
    for sign, words in _SPELLED.items():
        text = text.replace(sign, words)
    # By itself, or together with others, an arrow is a key; else it leads from one thing to the next.
    for sign, key in _KEYS.items() if text.strip() == "→" or any(sign in text for sign in "←↑↓") else [("→", "->")]:
        text = text.replace(sign, key)
    return text


def cells(text: str, encoding: str = "utf-8") -> str:
    """The text with an ASCII character for each cell. Letters that ASCII can't spell (한글) stay where the encoding has them.

    No character is added and no line gets longer or shorter on screen: pictures and frames keep their shape.
    """
    return text if text.isascii() else "".join([cell(character, encoding) for character in text])


@cache
def cell(character: str, encoding: str = "utf-8") -> str:
    """What takes the character's place: as many ASCII characters as it has cells, or a letter itself."""
    if character.isascii():
        return character
    if character in _CELLS:
        return _CELLS[character]
    if 0x2800 <= ord(character) < 0x2900:
        return _of_braille(ord(character) - 0x2800)
    category = unicodedata.category(character)
    if category[0] == "M" or category == "Cf":
        return ""
    width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
    plain = "".join(
        _CELLS.get(part, part) for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part)
    )
    if plain.isascii() and 0 < len(plain) <= width:
        return plain.ljust(width)
    return character if category[0] == "L" and _has(encoding, character) else "?" * width


def _has(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _of_braille(bits: int) -> str:
    """The ASCII character that looks most like a braille cell, whose dots are bits in the order of Unicode's U+2800 block."""
    left = [row for row, bit in enumerate((0x01, 0x02, 0x04, 0x40)) if bits & bit]
    right = [row for row, bit in enumerate((0x08, 0x10, 0x20, 0x80)) if bits & bit]
    if not left and not right:
        return " "
    if not left or not right:
        rows = left or right
        return "|" if len(rows) > 1 else "'..."[0 if rows[0] < 2 else 1]
    if len(left) + len(right) >= 7:
        return "#"
    middle_left, middle_right = sum(left) / len(left), sum(right) / len(right)
    if abs(middle_left - middle_right) >= 1:
        return "\\" if middle_left < middle_right else "/"
    height = (middle_left + middle_right) / 2
    return '"' if height < 0.75 else "_" if height > 2.25 else "-"
