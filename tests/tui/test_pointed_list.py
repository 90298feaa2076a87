"""What is selected is told by a sign: on every screen with a list, without a look at its colours."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from tests.tui.conftest import OpenTutor


def pointed(listing: OptionList) -> list[str]:
    """The lines of the list as they are painted that begin with the sign."""
    lines = [listing.render_line(y).text for y in range(listing.size.height)]
    return [line for line in lines if line.startswith("▸ ")]


@pytest.mark.parametrize("key", ["", "o", "x"], ids=["home", "outline", "start over"])
async def test_a_sign_stands_at_what_is_selected_and_goes_with_it(open_tutor: OpenTutor, key: str) -> None:
    async with open_tutor(None, None, size=(60, 20)) as tutor:
        if key:
            await tutor.press(key)
        await tutor.until(lambda: bool(tutor.app.screen.query(OptionList)))
        listing = tutor.app.screen.query_one(OptionList)
        await tutor.until(lambda: len(pointed(listing)) == 1)
        before = pointed(listing)
        await tutor.press("down")
        await tutor.until(lambda: len(pointed(listing)) == 1 and pointed(listing) != before)
        assert max(len(listing.render_line(y).text) for y in range(listing.size.height)) <= 60
