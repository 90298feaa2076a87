"""Courses with one mistake each: the good course beside this file, with one text of it replaced, and what must be said of it.

The table is in `broken/*.yaml`. `old` stands once in `file` and becomes `new`; without `old` the file is left out. `says` are all
the problems, a line each; `…` at the end of one stands for the rest.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
GOOD = HERE / "course"


@dataclass(frozen=True)
class Broken:
    """One row of the table."""

    name: str
    file: str
    says: str
    old: str | None = None
    new: str = ""

    def write(self, folder: Path) -> Path:
        """The course in a folder of its own; in one language where the mistake is one in itself."""
        course = folder / self.name.replace(" ", "-")
        for code in ("en", "ko") if self.file.startswith("ko/") else ("en",):
            shutil.copytree(GOOD / code, course / code)
        path = course / self.file
        if self.old is None:
            path.unlink()
            return course
        text = path.read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.name}: {self.old!r} stands {text.count(self.old)} times in {self.file}"
        path.write_text(text.replace(self.old, self.new), "utf-8")
        return course


def table() -> list[Broken]:
    """Every row, in the order of the files."""
    return [Broken(**row) for path in sorted(HERE.glob("broken/*.yaml")) for row in yaml.safe_load(path.read_text("utf-8"))]
