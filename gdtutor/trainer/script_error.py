"""An error of a learner's script, as far as it concerns the script: no frames of torch's or of gdtutor's own."""

from __future__ import annotations

from traceback import walk_tb

from gdtutor.trainer.script_result import FILENAME, MAX_MESSAGE, ScriptError

MAX_FRAMES = 8  # of a deeper traceback the middle is left out


def error_in(error: BaseException, text: str, line: int) -> ScriptError:
    """What the script `text` raised. `line` counts where the traceback holds no line of it."""
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        return syntax_error(error, text)
    lines = text.split("\n")
    frames = [(at, frame.f_code) for frame, at in walk_tb(error.__traceback__) if frame.f_code.co_filename == FILENAME]
    told = [
        f"line {at}" + (f" in {code.co_name}()" if code.co_name != "<module>" else "") + f": {_code(lines, at)}"
        for at, code in frames
    ]
    if len(told) > MAX_FRAMES:
        told[MAX_FRAMES // 2 : -MAX_FRAMES // 2] = ["…"]
    line = frames[-1][0] if frames else line
    return ScriptError(type(error).__name__, _message(error), line, _code(lines, line), "\n".join(told))


def syntax_error(error: BaseException, text: str) -> ScriptError:
    """Why the script can't be compiled; its traceback is the line and a caret below the place."""
    if not isinstance(error, SyntaxError):  # ValueError for a null byte, RecursionError or MemoryError for a tower of brackets
        return ScriptError("SyntaxError", _message(error), 0, "", "")
    lines = text.split("\n")
    line = error.lineno or 0
    if not 1 <= line <= len(lines):
        return ScriptError(type(error).__name__, str(error.msg)[:MAX_MESSAGE], line, "", "")
    source = lines[line - 1].rstrip()
    shown = source.expandtabs(4)
    before = len(source[: max(0, (error.offset or 1) - 1)].expandtabs(4))
    return ScriptError(type(error).__name__, str(error.msg)[:MAX_MESSAGE], line, source.strip(), f"{shown}\n{' ' * before}^")


def _code(lines: list[str], line: int) -> str:
    return lines[line - 1].strip() if 1 <= line <= len(lines) else ""


def _message(error: BaseException) -> str:
    try:
        return str(error)[:MAX_MESSAGE].encode("utf-8", "backslashreplace").decode("utf-8")
    except Exception:  # the script's own class, with a __str__ that fails
        return ""
