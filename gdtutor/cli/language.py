"""The language of the command line: chosen before anything is said, and argparse's own words in it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from gdtutor.cli.ahead import asked_for
from gdtutor.language import N_, _, languages, ngettext, preferred, use
from gdtutor.learner.glance import kept_preference

OPTION = "--lang"
PREFERENCE = "language"

# What argparse (3.10 to 3.14) says and has no catalogue for; it looks these texts up where it says them.
ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)


def speak(argv: Sequence[str]) -> None:
    """Use the language that --lang names, else the one that the learner chose last, else the environment's.

    A --lang that names none is for the parser to refuse, in the language that would have been spoken without it.
    """
    use(
        next(
            (code for code in (code_of(asked_for(OPTION, argv)), code_of(kept_preference(PREFERENCE) or "")) if code), preferred()
        )
    )
    # The names by which argparse calls gettext; there is no other way to hand it a language that the environment does not name.
    vars(argparse).update(_=_, ngettext=ngettext)


def code_of(name: str) -> str:
    """The language that is meant by `ko`, `KO` or `ko_KR.UTF-8`; "" where there is no such language."""
    code = name.partition(".")[0].replace("-", "_").partition("_")[0].lower()
    return code if code in languages() else ""


def language_argument(name: str) -> str:
    """--lang's value as a code. Raises ArgumentTypeError."""
    code = code_of(name)
    if not code:
        sentence = _("there is no language {found}; there are: {all}")
        raise argparse.ArgumentTypeError(sentence.format(found=repr(name), all=", ".join(languages())))
    return code
