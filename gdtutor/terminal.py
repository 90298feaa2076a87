"""What the terminal can show: every character or ASCII alone, and colours or none.

The command line finds out once, from the environment, and says so with `use`; whoever draws asks `charset`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from gdtutor import ascii

Charset = Literal["utf-8", "ascii"]

CHARSETS: tuple[Charset, ...] = ("utf-8", "ascii")
VARIABLE = "GDTUTOR_CHARSET"

# What Python sets LC_CTYPE to when it finds the C locale (PEP 538).
_COERCED = ("C.UTF-8", "C.utf8", "UTF-8")

_now: Charset = "utf-8"


def charset() -> Charset:
    """What is drawn with at the moment."""
    return _now


def use(chosen: Charset) -> None:
    """Draw with that from now on."""
    global _now  # noqa: PLW0603 - as the language is: one for the process, chosen before anything is drawn
    _now = chosen


def spelled(text: str) -> str:
    """Running text as the terminal can show it: where that is ASCII, ² is ^2 and ↵ is Enter."""
    return text if _now == "utf-8" else ascii.spelled(text)


def chosen(name: str) -> Charset | None:
    """The character set that is meant by `ascii`, `utf-8` or `UTF8`; None for `auto`. Raises ValueError for another word."""
    word = name.strip().lower().replace("_", "-").replace("utf8", "utf-8")
    if word in ("", "auto"):
        return None
    if word not in CHARSETS:
        raise ValueError(name)
    return word


def preferred(environment: Mapping[str, str] | None = None) -> Charset:
    """What the terminal shows by what the environment says: braille and lines where its encoding is UTF-8, else ASCII.

    The Linux console is ASCII whatever its encoding: its font has no braille. Without a locale, too, as for C programs,
    although Python takes the C locale for UTF-8. `environment` is by default this process's, as it was before Python changed it.
    """
    found = _given() if environment is None else environment
    if found.get("TERM", "").startswith("linux"):
        return "ascii"
    locale = next((value for name in ("LC_ALL", "LC_CTYPE", "LANG") if (value := found.get(name))), "C")
    return "utf-8" if _codeset(locale).lower().replace("-", "") == "utf8" else "ascii"


def coloured(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether colours are wanted: NO_COLOR is there and not empty where they are not (https://no-color.org)."""
    return not environment.get("NO_COLOR")


def _given() -> Mapping[str, str]:
    """The environment as the user has it. Python sets LC_CTYPE where it finds the C locale; the system knows what was there."""
    if os.environ.get("LC_CTYPE") not in _COERCED or os.environ.get("LC_ALL"):
        return os.environ
    try:
        block = Path("/proc/self/environ").read_bytes()
    except OSError:  # where there is no /proc, as on macOS, terminals have spoken UTF-8 for long
        return os.environ
    at_start = dict(os.fsdecode(entry).partition("=")[::2] for entry in block.split(b"\0"))
    return {**os.environ, "LC_CTYPE": at_start.get("LC_CTYPE", "")}


def _codeset(locale: str) -> str:
    """The encoding that a locale's name stands for: that of `ko_KR.UTF-8` says so; for `ko_KR` the system knows it."""
    name = locale.partition("@")[0]
    if name in ("C", "POSIX"):
        return ""
    if name.upper() == "UTF-8":  # macOS has it for LC_CTYPE
        return name
    if "." in name:
        # Also where the locale is not installed here: it says what the terminal at the other end of the line shows.
        return name.partition(".")[2]
    return _installed_codeset(locale)


def _installed_codeset(name: str) -> str:
    import locale

    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
        return locale.nl_langinfo(locale.CODESET)
    except (locale.Error, ValueError):  # ValueError: bytes that are no name
        return locale.normalize(name).partition(".")[2]
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
