"""Bring the catalogues of gdtutor's own texts up to date with its source: every .po gets what is new and loses what is gone.

    python .ci/translations.py

To be run after a text of the program was changed, and again after it was translated: it writes .po and .mo, names every text that
has no translation yet, and fails where there is one. A text that has changed is a new one, to be translated anew.
tests/test_translation.py looks at the result.
"""

from __future__ import annotations

import io
import sys
from datetime import datetime, timezone
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1] / "gdtutor"
# `_` and `N_` take one text, `ngettext` one for one thing and one for many.
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
DATE = datetime(2026, 1, 1, tzinfo=timezone.utc)
# Without dates and names: a catalogue changes only where its texts do.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def catalogues() -> list[Path]:
    """The .po of every language."""
    return sorted(PACKAGE.glob("locale/*/LC_MESSAGES/gdtutor.po"))


def extracted() -> Catalog:
    """Every text in the source, with the files that it stands in (their lines would change with every edit)."""
    catalog = Catalog(charset="utf-8")
    for file, _line, message, comments, context in extract_from_dir(
        PACKAGE, [("**.py", "python")], {}, keywords=KEYWORDS, comment_tags=("i18n:",), strip_comment_tags=True
    ):
        catalog.add(message, None, [(f"gdtutor/{file}", 0)], auto_comments=comments, context=context)
    return catalog


def read(path: Path) -> Catalog:
    """A catalogue as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, domain=path.stem)


def key(text: str | tuple[str, ...] | list[str]) -> str:
    """What a message is found by: of one with a plural the singular."""
    return text if isinstance(text, str) else text[0]


def untranslated(catalog: Catalog) -> list[str]:
    """The texts of a catalogue without a translation, or with one that somebody must look at."""
    found = []
    for message in catalog:
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        if message.id and (message.fuzzy or not strings or not all(strings)):
            found.append(key(message.id))
    return found


def update(path: Path) -> Catalog:
    """Write the .po again, with the texts of the source and the translations that it had, and the .mo."""
    catalog = read(path)
    catalog.update(extracted(), no_fuzzy_matching=True)
    text = io.BytesIO()
    write_po(text, catalog, width=110, sort_by_file=True, ignore_obsolete=True, include_lineno=False, omit_header=True)
    header = HEADER.format(language=path.parent.parent.name, plural_forms=catalog.plural_forms)
    path.write_bytes(header.encode() + text.getvalue())
    path.with_suffix(".mo").write_bytes(compiled(path))
    return catalog


def compiled(path: Path) -> bytes:
    """The .mo of a .po: what is translated, and the header."""
    found = read(path)
    catalog = Catalog(locale=found.locale, charset="utf-8")
    catalog.creation_date = catalog.revision_date = DATE
    missing = set(untranslated(found))
    for message in found:
        # An empty plural would be taken for a translation.
        if message.id and key(message.id) not in missing:
            catalog.add(message.id, message.string)
    result = io.BytesIO()
    write_mo(result, catalog)
    return result.getvalue()


def main() -> int:
    """The exit status: 1 where a text has no translation."""
    status = 0
    for path in catalogues():
        catalog = update(path)
        missing = untranslated(catalog)
        print(*(f"{path}: no translation of {text!r}" for text in missing), sep="\n")
        print(f"{path}: {len(catalog)} texts, {len(missing)} without a translation")
        status |= bool(missing)
    return status


if __name__ == "__main__":
    sys.exit(main())
