"""Everything that can be taken out of a lab: its script, its rows, its picture; and the names of the files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Literal

from gdtutor.lab.exports.files import ExportError, is_device, shown, write_new
from gdtutor.lab.exports.picture import text
from gdtutor.lab.exports.script import Steps, script, steps_of
from gdtutor.lab.exports.snapshot import Refused, Snapshot
from gdtutor.lab.exports.svg import Ink, Palette, svg
from gdtutor.language import _

Kind = Literal["script", "rows", "svg", "text"]
ENDINGS: dict[Kind, str] = {"script": ".py", "rows": ".csv", "svg": ".svg", "text": ".txt"}


def content(kind: Kind, snapshot: Snapshot, palette: Palette, today: date | None = None) -> Iterable[str]:
    """The text of a file, in pieces."""
    if kind == "script":
        return (script(snapshot, today or date.today()),)
    if kind == "rows":
        return snapshot.csv()
    if kind == "text":
        return (text(snapshot.pictures),)
    title = _("{name}, step {step}").format(name=snapshot.name, step=snapshot.last.step)
    return (svg(snapshot.pictures, palette, title),)


def export(kinds: Sequence[Kind], typed: str, snapshot: Snapshot, palette: Palette) -> tuple[Path, ...]:
    """Write what is asked for to new files; their paths.

    typed is a path, relative to the directory that gdtutor was started in or with ~; of several files it is what comes before
    their endings. Where it is a directory, the files in it are called by the snapshot's name. Raises ExportError.
    """
    return write_new({path: content(kind, snapshot, palette) for kind, path in paths(kinds, typed, snapshot.name).items()})


def paths(kinds: Sequence[Kind], typed: str, name: str) -> dict[Kind, Path]:
    """Where the files go, if nothing is there yet. Raises ExportError where that is nowhere."""
    typed = typed.strip()
    if not typed:
        raise ExportError(_("Type a name for the file."))
    try:
        path = Path(typed).expanduser()
    except RuntimeError as error:
        said = _("There is no home directory {name}. Choose another name.")
        raise ExportError(said.format(name=Path(typed).parts[0])) from error
    with suppress(OSError):  # a name that is too long: writing will say so
        if typed.endswith("/") or path.is_dir():
            path = path / name
    if len(kinds) == 1 and (path.suffix or is_device(path)):
        return {kinds[0]: path}
    stem = without_ending(path.name)
    return {kind: path.with_name(f"{stem}{ENDINGS[kind]}") for kind in kinds}


def suggested(kinds: Sequence[Kind], typed: str) -> str:
    """What was typed, with the ending of what is to be written now."""
    stem = without_ending(typed)
    return f"{stem}{ENDINGS[kinds[0]]}" if len(kinds) == 1 and stem and not stem.endswith("/") else stem


def without_ending(name: str) -> str:
    """The name without an ending of those that exports have."""
    return next((name.removesuffix(ending) for ending in ENDINGS.values() if name.endswith(ending) and name != ending), name)


def file_name(*parts: str) -> str:
    """gdtutor and these words as the name of a file, without an ending."""
    return "-".join(["gdtutor", *filter(None, (re.sub(r"[^\w-]+", "-", part).strip("-") for part in parts))])


__all__ = [
    "ENDINGS",
    "ExportError",
    "Ink",
    "Kind",
    "Palette",
    "Refused",
    "Snapshot",
    "Steps",
    "content",
    "export",
    "file_name",
    "paths",
    "shown",
    "steps_of",
    "suggested",
    "without_ending",
]
