"""torch where nothing can be written."""

from __future__ import annotations

import os
import tempfile


def import_without_room() -> None:
    """Before torch is imported: where there is no room for temporary files, its first optimiser would fail over a cache in them
    that is of no use here.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", os.sep)
