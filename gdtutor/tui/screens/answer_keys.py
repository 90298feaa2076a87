"""The keys of a question, declared; what they do is in `question`."""

from __future__ import annotations

from gdtutor.language import N_
from gdtutor.tui.command import Command

# Of several commands on one key the first that does something now has it.
ANSWER_COMMANDS = (
    Command("put_down", "space,enter,escape", "space", N_("put down"), N_("Leave the line where it is now"), footer=1),
    Command("open_editor", "enter", "↵", N_("editor"), N_("Open the editor, and write the loop"), footer=1),
    Command("look_again", "space", "space", N_("editor"), N_("Open the editor once more"), footer=2),
    Command("commit", "enter", "↵", N_("answer"), N_("Stand by the answer chosen or typed"), footer=1),
    Command("try_settings", "enter", "↵", N_("try it"), N_("Run the challenge with what is set"), footer=1),
    Command("retry", "enter", "↵", N_("try again"), N_("Answer the question again"), footer=1),
    Command("ask_for_choice", "enter", "↵", N_("answer"), N_("Stand by the answer chosen or typed"), footer=0),
    Command("carry(-1)", "up", "↑↓", N_("carry"), N_("Carry the line that is held"), footer=1),
    Command("carry(1)", "down", "↑↓", N_("carry"), N_("Carry the line that is held"), footer=0),
    Command("point(-1)", "up", "↑↓", N_("choose"), N_("Go from choice to choice, or from line to line"), footer=2),
    Command("point(1)", "down", "↑↓", N_("choose"), N_("Go from choice to choice, or from line to line"), footer=0),
    Command("pick_up", "space", "space", N_("hold"), N_("Hold a line, to carry it elsewhere"), footer=1),
    Command("mark", "space", "space", N_("mark"), N_("Choose one of several, or take it back"), footer=2),
    Command("another", "a", "a", N_("another one"), N_("The same question with other numbers"), footer=2),
    Command("scroll_panel(1)", "pagedown,j", "PgDn", N_("more"), N_("Scroll the question down"), footer=2),
    Command("scroll_panel(-1)", "pageup,k", "PgUp", N_("back up"), N_("Scroll the question up"), footer=0),
)
ERASE_COMMAND = Command("erase", "backspace", "⌫", N_("erase"), N_("Take back the last character of a number"), footer=0)
HINT_COMMANDS = (
    Command("hint", "h", "h", N_("hint"), N_("The next hint for the question"), footer=4),
    Command(
        "solution", "S", "S", N_("solution"), N_("The solution, once all hints are read or two answers were wrong"), footer=3
    ),
)
CHOICE_COMMANDS = tuple(
    Command(f"digit({digit})", str(digit), "1…9", N_("choose"), N_("Choose an answer or a line by its number"), footer=0)
    for digit in range(10)
)
