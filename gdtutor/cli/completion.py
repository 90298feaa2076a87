"""`gdtutor --print-completion SHELL`: made by shtab from the options; lesson ids come from `gdtutor --list`."""

from __future__ import annotations

import argparse

from gdtutor.cli.output import output

SHELLS = ("bash", "zsh", "tcsh")

# `gdtutor check` completes folders, everything else the first word: the command, or a lesson.
_IDS = "gdtutor --list 2>/dev/null | cut -f 1"

_PREAMBLE = {
    "bash": f"""_gdtutor_lessons() {{ compgen -W "$({_IDS})" -- "$1"; }}
_gdtutor_first() {{ compgen -W "check $({_IDS})" -- "$1"; }}
_gdtutor_folders() {{ if [[ " ${{COMP_WORDS[*]}} " == *" check "* ]]; then compgen -d -- "$1"; fi; }}""",
    "zsh": f"""_gdtutor_lessons() {{ compadd -- ${{(f)"$({_IDS})"}}; }}
_gdtutor_first() {{ compadd -- check ${{(f)"$({_IDS})"}}; }}
_gdtutor_folders() {{ if (( ${{words[(I)check]}} )); then _files -/; fi; }}""",
}
_LESSONS = {"bash": "_gdtutor_lessons", "zsh": "_gdtutor_lessons", "tcsh": f"`{_IDS}`"}
_FIRST = {"bash": "_gdtutor_first", "zsh": "_gdtutor_first", "tcsh": f"check `{_IDS}`"}


def print_completion(options: argparse.ArgumentParser, shell: str) -> int:
    """Print a script that completes these options, for that shell to read."""
    import shtab

    folders = options.add_argument("folders", nargs="*")
    complete = {
        "place": _FIRST,
        "reset": _LESSONS,
        "course": shtab.DIRECTORY,
        "folders": {"bash": "_gdtutor_folders", "zsh": "_gdtutor_folders", "tcsh": "d"},
    }
    assert folders.dest in complete  # noqa: S101
    for option in options._actions:  # the only way that argparse has, and shtab's own
        if option.dest in complete:
            option.complete = complete[option.dest]  # type: ignore[attr-defined]
        elif option.dest == "lang":
            from gdtutor.language import languages

            option.choices = languages()
    output(shtab.complete(options, shell=shell, preamble=_PREAMBLE))
    return 0
