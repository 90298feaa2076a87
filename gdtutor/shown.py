r"""What may reach a terminal: one rule for texts that others wrote (lessons, names of files, environment, scripts, databases).

A terminal acts upon control characters; characters that change the direction, or can't be seen, make a text read otherwise
than it stands; accents piled up run over the lines above and below. All of them are written as Python writes them, `\x1b`,
`\u202e`: nothing is hidden, and nothing happens. Lessons that hold one are refused (`course.source`). What a person may need
to write a language or an emoji stays: U+200C, U+200D, variation selectors, a few accents on one letter, spaces of any width.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Controls (but for tab and newline), separators that are line ends to some programs and not to others, direction marks and
# overrides, what is invisible (soft hyphen, zero width space, word joiner, fillers, byte order mark, annotations, tags), and
# halves of surrogate pairs, as which Python reads bytes that are no text. Compiled once by whoever asks first.
HIDDEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\ud800-\udfff"
)
# Joiners make one sign of two; two of them in a row join nothing.
UNSHOWABLE = re.compile(f"[{HIDDEN}]|[\u200c\u200d]{{2,}}")

# Marks that stand above, below or within the character before them; scripts that pile up more than a few do not exist.
MOST_MARKS = 4
# What has no marks, so that nearly every text is passed without a look at each of its characters.
_NO_MARKS = (
    "\x00-\u02ff\u0370-\u0482\u1100-\u134f\u13a0-\u16ff\u1e00-\u20cf\u2100-\u2cee"
    "\u3000-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\uf8ff"
)
_PILE = re.compile(f"[^{_NO_MARKS}]{{{MOST_MARKS + 1},}}")


# What is in most texts most of the time, and is always shown.
_ASCII = bytes((*b"\t\n", *range(0x20, 0x7F)))


def is_showable(text: str) -> bool:
    """Whether nothing in the text has to be replaced; quick, also for a long one. False means that it needs a closer look."""
    # What is left stands closer together than in the text: more marks in a row, perhaps, but not fewer.
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return not (UNSHOWABLE.search(rest) or _PILE.search(rest))


def printable(text: str) -> str:
    """The text on one line, as it may be shown within a sentence: a name, or what somebody typed."""
    return printable_lines(text).replace("\t", r"\t").replace("\n", r"\n")


def printable_lines(text: str) -> str:
    """The text as it may be shown, its lines and tabs as they are."""
    if is_showable(text):
        return text
    text = UNSHOWABLE.sub(lambda match: _escaped(match.group()), text)
    return _PILE.sub(lambda match: _lowered(match.group(), _escaped), text)


def _escaped(text: str) -> str:
    return text.encode("unicode_escape").decode("ascii")


def without_piles(text: str) -> str:
    """The text without the marks that are piled up higher than in any script."""
    return _PILE.sub(lambda match: _lowered(match.group(), lambda _mark: ""), text)


def _lowered(text: str, instead: Callable[[str], str]) -> str:
    import unicodedata  # few texts need it

    kept: list[str] = []
    height = 0
    for character in text:
        height = height + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        kept.append(character if height <= MOST_MARKS else instead(character))
    return "".join(kept)
