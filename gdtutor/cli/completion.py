"""`gdtutor --print-completion SHELL`: made by shtab from the options of every command; lesson ids come from `gdtutor --list`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from gdtutor.cli.charset import NAMES
from gdtutor.cli.output import output
from gdtutor.language import languages

SHELLS = ("bash", "zsh", "tcsh")

_IDS = "gdtutor --list 2>/dev/null | cut -f 1"
# tcsh ends a completion at a slash and at a single quote.
_TCSH_IDS = "gdtutor --list | cut -f 1"
# What shtab calls for an option's value in each shell. tcsh can't offer words and files: files need more help.
_DATA = {"bash": "_gdtutor_data_files", "zsh": "_gdtutor_data", "tcsh": "f"}
# The parentheses of sin(Wx) mean something to every shell.
_MODELS = {"bash": "_gdtutor_models", "zsh": "_gdtutor_models", "tcsh": '`echo "Wx Wx+b sin(Wx)"`'}
_LESSONS = {"bash": "_gdtutor_lessons", "zsh": "_gdtutor_lessons", "tcsh": f"`{_TCSH_IDS}`"}

# shtab asks the function in …_pos_0_COMPGEN for what may come first beside the commands.
_BASH = f"""_gdtutor_lessons() {{ compgen -W "$({_IDS})" -- "$1"; }}
_gdtutor_data_files() {{ compgen -W "%s" -- "$1"; compgen -f -- "$1"; }}
_gdtutor_models() {{
  local model
  for model in Wx Wx+b 'sin\\(Wx\\)'; do [[ $model == "$1"* ]] && echo "$model"; done
}}
_shtab_gdtutor_pos_0_COMPGEN=_gdtutor_lessons"""
# shtab asks …_commands for what may come first; here it knows lessons, too.
_ZSH = f"""_gdtutor_lessons() {{ compadd -- ${{(f)"$({_IDS})"}}; }}
_gdtutor_data() {{ compadd -- %s; _files; }}
_gdtutor_models() {{ compadd -- Wx Wx+b 'sin(Wx)'; }}
functions[_gdtutor_commands_only]=$functions[_shtab_gdtutor_commands]
_shtab_gdtutor_commands() {{ _gdtutor_commands_only; _gdtutor_lessons; }}"""


def print_completion(parser: argparse.ArgumentParser, commands: Mapping[str, argparse.ArgumentParser], shell: str) -> int:
    """Print a script for that shell to read: it completes the options of `parser`, and of the commands by their first words."""
    import shtab

    from gdtutor.descent.experiment import DATASETS

    first = _with_commands(parser, commands)
    if shell == "tcsh":
        # Everything in one place: the words that may come first.
        first.complete = {"tcsh": f"`echo {' '.join(commands)}; {_TCSH_IDS}`"}  # type: ignore[attr-defined]
    kinds = {
        "reset": _LESSONS,
        "place": _LESSONS,
        "data": _DATA,
        "model": _MODELS,
        "DIR": shtab.DIRECTORY,
        "FILE": shtab.FILE,
        "FILE.py": shtab.FILE,
    }
    for each in (parser, *commands.values()):
        for option in each._actions:  # the only way that argparse has, and shtab's own
            kind = kinds.get(option.dest) or kinds.get(str(option.metavar))
            if option.dest == "lang":
                option.choices = languages()
            elif option.dest == "charset":
                option.choices = NAMES
            elif kind is not None:
                option.complete = kind  # type: ignore[attr-defined]
    preamble = {"bash": _BASH % " ".join(DATASETS), "zsh": _ZSH % " ".join(DATASETS)}
    output(shtab.complete(parser, shell=shell, preamble=preamble))
    return 0


def _with_commands(parser: argparse.ArgumentParser, commands: Mapping[str, argparse.ArgumentParser]) -> argparse.Action:
    """Put the commands where the parser has LESSON, so that shtab goes through their options; what may come first."""
    place = next(action for action in parser._actions if action.dest == "place")
    parser._remove_action(place)
    first = parser.add_subparsers()
    for name, command in commands.items():
        first.add_parser(name, help=(command.description or "").partition(".")[0])
        first.choices[name] = command
    return first
