"""A catalogue that has every text, to find those that were never handed to gettext: what is still English was not."""

from __future__ import annotations

import gettext
import re
from collections.abc import Collection

WORD = re.compile(r"[A-Za-z]{2,}")
# Placeholders of both kinds, which are no words.
_PLACEHOLDER = re.compile(r"(\{[^{}]*\}|%\(\w+\)[srd]|%[srd](?![a-z]))")


class Everything(gettext.NullTranslations):
    """Makes 글 of every word but `names`."""

    def __init__(self, names: Collection[str]) -> None:
        super().__init__()
        self.names = names

    def gettext(self, message: str) -> str:
        parts = _PLACEHOLDER.split(message)
        return "".join(part if place % 2 else WORD.sub(self._word, part) for place, part in enumerate(parts))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2)

    def _word(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self.names else "글" * ((len(found[0]) + 1) // 2)
