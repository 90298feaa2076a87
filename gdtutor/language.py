"""The language that gdtutor speaks: gettext catalogues, chosen once or changed while it runs.

Every text for a person goes through `_` where it is shown, `ngettext` where it has a plural. A text that is written down before
the language is known (a constant, the label of a key) is marked with `N_` there and goes through `_` where it is shown.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gdtutor.terminal import spelled

DOMAIN = "gdtutor"
SOURCE = "en"
LOCALE = Path(__file__).parent / "locale"

_now: tuple[str, gettext.NullTranslations] = (SOURCE, gettext.NullTranslations())


def _(text: str) -> str:
    """The text in the language of the moment, as the terminal can show it.

    Fill in numbers afterwards: _("{n} steps").format(n=3).
    """
    return spelled(_now[1].gettext(text)) if text else ""  # to gettext an empty text is the header of the catalogue


def ngettext(one: str, many: str, n: int) -> str:
    """The text for n things; fill in n afterwards."""
    return spelled(_now[1].ngettext(one, many, n))


def N_(text: str) -> str:
    """The text itself, marked for translation; it goes through `_` where it is shown."""
    return text


@cache
def languages() -> tuple[str, ...]:
    """The languages there are, as codes such as `en` and `ko`."""
    found = {path.parent.parent.name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted(found | {SOURCE}))


def language() -> str:
    """The language of the moment."""
    return _now[0]


def use(code: str) -> None:
    """Speak that language from now on. Raises ValueError for one that there is no catalogue of."""
    global _now  # noqa: PLW0603 - as gettext.install would, but typed and without touching builtins
    if code not in languages():
        raise ValueError(f"no language {code!r}; there are: {', '.join(languages())}")
    _now = (code, _catalogue(code))


def preferred(environment: Mapping[str, str] = os.environ) -> str:
    """The language that the environment asks for, by the rules of gettext; `en` where it asks for none that there is."""
    # "C" and "POSIX" ask for no language, and then LANGUAGE does not count either (GNU gettext manual, section 2.3.3).
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    if locale.partition(".")[0] in ("", "C", "POSIX"):
        return SOURCE
    for wanted in (*environment.get("LANGUAGE", "").split(":"), locale):
        code = wanted.partition(".")[0].partition("@")[0].partition("_")[0].lower()
        if code in languages():
            return code
    return SOURCE


# What the system says of a file that can't be read or written; its own catalogues know only the language of the environment.
_OF_THE_SYSTEM = (
    N_("No such file or directory"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Read-only file system"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("File name too long"),
    N_("File too large"),
    N_("Invalid argument"),
    N_("Input/output error"),
    N_("Broken pipe"),
    N_("Too many levels of symbolic links"),
)


def reason(error: Exception) -> str:
    """Why something failed, in the learner's language where it is one of the common reasons."""
    said = error.strerror if isinstance(error, OSError) else None
    return _(said) if said else str(error)


# Korean particles that depend on the sound before them, as they are written where that is not known: 이(가), (으)로.
_PARTICLES = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_PARTICLE = re.compile(r"([0-9]|inf|NaN)(은\(는\)|이\(가\)|을\(를\)|과\(와\)|\(으\)로)")
# 영 일 삼 육 칠 팔 end in a consonant (and 십 백 천 만 do); for 로, the ㄹ of 일 칠 팔 counts as a vowel.
_CLOSED, _CLOSED_FOR_RO = "013678", "036"


def with_particles(text: str) -> str:
    """The text with the particle that fits the number before it: "1.4이(가)" becomes "1.4가", "0.6(으)로" "0.6으로"."""
    if "(" not in text:
        return text

    def fitting(match: re.Match[str]) -> str:
        digit, particle = match.groups()
        closed, open_ = _PARTICLES[particle]
        return digit + (closed if digit in (_CLOSED_FOR_RO if particle == "(으)로" else _CLOSED) else open_)

    return _PARTICLE.sub(fitting, text)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [code])
