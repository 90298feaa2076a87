"""A crash that Python can't catch, in a library written in C: its traceback is kept in a file, and the next start says where.

The terminal stays as it was then: only a parent process could put it back before the shell does, and that would be one more
process for every learner, between them and their shell's job control, for what has not happened yet.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os

from gdtutor.language import _
from gdtutor.learner.paths import state_directory

# Empty unless there was a crash since the last start. All gdtutors of a learner write to the same.
NAME = "crash.txt"


def watch_for_crashes() -> str:
    """From now on a crash leaves a traceback. A sentence about the last one that did, "" where there was none."""
    path = state_directory() / NAME
    said = ""
    with contextlib.suppress(OSError):
        if path.stat().st_size:
            from gdtutor.cli.report import new_report

            report = new_report(path.parent)
            path.replace(report)
            said = _(
                "The last time gdtutor crashed; where that has left a terminal in disorder, the command reset puts it right. "
                "A report is in {path}."
            ).format(path=report)
    with contextlib.suppress(OSError):
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        faulthandler.enable(os.fdopen(descriptor, "w"))
    return said
