"""Characters of every kind that may do harm, and an account, of its own, of what must never reach a terminal."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

# Escape sequences (clear, title, clipboard, query, 8-bit CSI), direction overrides, and what hides or piles up.
NASTY = (
    "\x1b[2J\x1b[H",
    "\x1b]0;x\x07",
    "\x1b]52;c;eA==\x1b\\",
    "\x1b[6n",
    "\x9b2J",
    "\x9d0;x\x9c",
    "\x1bc",
    "\x00",
    "\x07",
    "\x08\x08\x08",
    "\r",
    "\x0b\x0c\x85",
    "\x7f",
    "\u202egnp.exe",
    "\u2066\u2069",
    "\u200f\u061c",
    "\u2028\u2029",
    "\u200b\u2060\xad",
    "\ufeff",
    "\u3164\u115f",
    "\U000e0041\U000e0042",
    "\U000e0100",
    "\ufff9\ufffb",
    "Z" + "\u0301\u0322\u0489" * 40,
    "\u200d" * 30,
    "\N{ARABIC LIGATURE BISMILLAH AR-RAHMAN AR-RAHEEM}" * 9,
    "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}",
    "가" * 300,
    "\uffff",
)
nasty = st.sampled_from(NASTY)
any_text = (
    nasty | st.text(max_size=8) | st.text(st.characters(categories=("Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Co", "So")), max_size=8)
)

_DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def raw(text: str) -> set[str]:
    """What is in the text, besides newlines and tabs, that a terminal acts upon, or that hides or turns round other text."""
    found = {
        sign
        for sign in set(text) - {"\n", "\t"}
        if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(sign) in _DIRECTIONS
        or sign in "\u200b\u200e\u200f\u2060\ufeff\xad\u3164"
        or 0xE0000 <= ord(sign) < 0xE0100
    }
    height = 0
    for sign in text:
        height = height + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if height > 9:
            found.add(sign)
    return found
