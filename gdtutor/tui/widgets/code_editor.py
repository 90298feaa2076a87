"""Python to be typed below lines that are given: Textual's TextArea with the indents of an editor for code."""

from __future__ import annotations

import re

from rich.style import Style
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location, Selection

INDENT = 4
_KEYWORD = re.compile(r"\b(?:import|from|for|while|in|if|elif|else|def|return|not|and|or|with|as|break|None|True|False)\b|#.*")
# What a paste may bring along besides text: a terminal's own signs, which no Python file holds.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

_DIM = Style(dim=True)
_AT_FAULT = Style(bold=True, underline=True)


class CodeEditor(TextArea):
    """The given lines stand above, dim, and stay as they are: the cursor goes there, and edits do not.

    `own` is the text below them. Lines are numbered from the first given one, as a traceback counts them.
    """

    class Left(Message):
        """Escape was pressed: the learner wants out, and not to the next widget."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            soft_wrap=False,
            tab_behavior="indent",
            show_line_numbers=True,
            compact=True,
            highlight_cursor_line=False,
            id=id,
        )
        self.indent_width = INDENT
        # A cursor that blinks is a byte on the line twice a second.
        self.cursor_blink = False
        self._given = 0
        self._fault: int | None = None

    # What stands there

    def open(self, own: str) -> None:
        """Put the learner's own lines there, with the cursor at their end."""
        self._given = 0
        self.load_text(own)
        self.move_cursor(self.document.end)

    def give(self, given: str) -> None:
        """Put the given lines above; the cursor stays where it is in the own ones."""
        lines = given.rstrip("\n").split("\n")
        row, column = self.cursor_location
        own, self._given = self.own, 0
        self.load_text("\n".join([*lines, "", own]))
        self._given = len(lines) + 1
        self.move_cursor((row + self._given, column))

    @property
    def own(self) -> str:
        """What the learner has written."""
        return self.document.get_text_range(self._first, self.document.end)

    @property
    def given_lines(self) -> int:
        """How many lines are given."""
        return self._given

    def mark_fault(self, line: int | None) -> None:
        """Mark the line that an error names, counted from 1, until the text is changed; None: none."""
        self._fault = line
        self.notify_style_update()
        self.refresh()
        if line is not None and 1 <= line <= self.document.line_count:
            self.scroll_to_row(line - 1)

    def scroll_to_row(self, row: int) -> None:
        """Bring a row into view, without moving the cursor."""
        if not self.scroll_offset.y <= row < self.scroll_offset.y + self.scrollable_content_region.height:
            self.scroll_to(y=max(0, row - 2), animate=False)

    def get_line(self, line_index: int) -> Text:
        """A line with what is given standing back, and with the words of the language standing back in what is not."""
        line = super().get_line(line_index)
        if line_index < self._given:
            line.stylize(_DIM)
        else:
            for found in _KEYWORD.finditer(line.plain):
                line.stylize(_DIM, *found.span())
        if self._fault == line_index + 1:
            line.stylize(_AT_FAULT)
        return line

    # Editing

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Every character is typed; `/` too, whose name Textual does not know as one."""
        return key == "slash" or super().check_consume_key(key, character)

    def edit(self, edit: Edit) -> EditResult:
        """An edit of the learner's own lines; of one that reaches into the given ones, the part below them.

        What is typed above goes to the end of the own lines.
        """
        if edit.top < self._first:
            elsewhere = self.document.end if edit.text and edit.bottom < self._first else self._first
            edit = Edit(edit.text, elsewhere, max(edit.bottom, elsewhere), edit.maintain_selection_offset)
        if self._fault is not None:
            self.mark_fault(None)
        return super().edit(edit)

    async def on_key(self, event: events.Key) -> None:
        """Keys that an editor for code treats otherwise than one for prose; all others are TextArea's."""
        # Textual calls the handlers of all classes; preventing the default keeps TextArea's away.
        if self.read_only:
            return
        if event.key == "escape":
            # What comes with the same packet is meant for where one is then.
            self.read_only = True
            self.post_message(self.Left())
        elif event.key == "enter":
            self._new_line()
        elif event.key == "shift+tab" or (event.key == "backspace" and self.selection.is_empty and self._stands_in_indent):
            self._outdent()
        elif not await self._obeys(event.key):
            return
        event.stop()
        event.prevent_default()

    async def _obeys(self, key: str) -> bool:
        """Do what one of the text's own keys does, here and now: Textual would do it once the event has gone up to the app, and
        what is typed after it, as in a burst over a slow line, would come before.
        """
        for binding in self._bindings.key_to_bindings.get(key, ()):
            if await self.app.run_action(binding.action, self):
                return True
        return False

    async def on_paste(self, event: events.Paste) -> None:
        """Code from elsewhere, with the line ends and indents that are used here."""
        event.prevent_default()
        event.stop()
        if self.read_only:
            return
        text = event.text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(INDENT)
        self._insert(_CONTROL.sub("", text))

    def _new_line(self) -> None:
        """A new line begins where the one before did; after a colon one level further in."""
        row, column = self.selection.end
        before = self.document.get_line(row)[:column]
        indent = len(before) - len(before.lstrip(" "))
        code = before.partition("#")[0].rstrip()
        self._insert("\n" + " " * (indent + (INDENT if code.endswith(":") else 0)))

    @property
    def _first(self) -> Location:
        """Where the learner's own text begins."""
        return (self._given, 0)

    @property
    def _stands_in_indent(self) -> bool:
        row, column = self.cursor_location
        return column > 0 and row >= self._given and not self.document.get_line(row)[:column].strip()

    def _outdent(self) -> None:
        """Take the cursor's line back to the indent before."""
        row, column = self.cursor_location
        line = self.document.get_line(row)
        indent = len(line) - len(line.lstrip(" "))
        less = (indent - 1) % INDENT + 1 if indent else 0
        if less and row >= self._given:
            self.delete((row, 0), (row, less), maintain_selection_offset=False)
            self.selection = Selection.cursor((row, max(0, column - less)))

    def _insert(self, text: str) -> None:
        """Type a text in place of what is selected."""
        result = self.replace(text, *self.selection, maintain_selection_offset=False)
        self.move_cursor(result.end_location)
