"""What is typed at a terminal that does not speak UTF-8, or comes over a bad line: letters, or signs that mean nothing."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable
from functools import partial


def take_any_bytes() -> None:
    """Have Textual read the keyboard in the encoding of this terminal, and other bytes as the replacement character.

    Textual itself reads UTF-8 only, and ends with a traceback at the first byte that is none.
    """
    from textual.drivers import linux_driver

    encoding = getattr(sys.__stdin__, "encoding", None) or "utf-8"

    def decoder(_utf_8: str) -> Callable[[], codecs.IncrementalDecoder]:
        return partial(codecs.getincrementaldecoder(encoding), errors="replace")

    vars(linux_driver)["getincrementaldecoder"] = decoder
