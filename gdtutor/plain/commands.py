"""What can be typed: the commands, and what a line means. What they do is in `reader`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from gdtutor.language import N_, _


@dataclass(frozen=True)
class Command:
    """words are those that it is called by, each of them one word; those of the learner's own language are added to them.

    usage is how it is written in the help, a text to be translated where it is more than a word; help says what it does.
    """

    name: str
    words: str
    usage: str
    help: str


# The words are texts of their own, which no label of a key is: a language may have several for a command, none for two of them.
# Besides words the keys of the screens, since lessons tell of them.
COMMANDS = (
    Command("next", N_("n next"), N_("Enter, or n"), N_("the next page")),
    Command("previous", N_("p previous"), "p", N_("the page before")),
    Command("page", N_("page here"), "page", N_("this page once more")),
    Command("again", N_("again anew"), "again", N_("the question once more, to be answered anew")),
    Command("hint", N_("h hint"), "hint", N_("the next hint for the question")),
    Command("solution", N_("s solution"), "solution", N_("the solution, once all hints are read or two answers were wrong")),
    Command("another", N_("a another"), "another", N_("the same question with other numbers")),
    Command("try", N_("t try"), "try", N_("run the challenge with the dials as they are set")),
    Command("write", N_("write type"), "write", N_("write the loop, line by line")),
    Command("run", N_("run judge"), "run", N_("have what you wrote judged once more")),
    Command("file", N_("file read"), N_("file PATH"), N_("answer with the loop in a file")),
    Command("turn", N_("turn set"), N_("W 3, b 1, lr 0.2"), N_("turn a dial to a value")),
    Command("play", N_("play space"), N_("play, or play N"), N_("run to the end, or N steps")),
    Command("step", N_("step forward"), N_("step, or step N"), N_("one step forward, or N; the key . does it, too")),
    Command("back", N_("back backward"), N_("back, or back N"), N_("one step back, or N; the key , does it, too")),
    Command("reset", N_("r reset"), "reset", N_("back to the same start; again: to the lesson's own values")),
    Command("words", N_("w words"), "words", N_("the picture and the numbers in words")),
    Command("picture", N_("picture draw"), "picture", N_("the picture, drawn in ASCII")),
    Command("view", N_("v view"), "view", N_("the next picture of this lab")),
    Command("curve", N_("c curve"), "curve", N_("show the whole curve, or hide it again")),
    Command("inside", N_("i inside"), N_("inside, or inside N"), N_("the script, and what each line does in pass 1, or N")),
    Command("faster", N_("f faster"), "f", ""),
    Command("link", N_("l link"), N_("link N"), N_("follow the link [N] in the text")),
    Command("return", N_("return b"), "return", N_("back to where a link, go or a search led from")),
    Command("list", N_("o list"), "list", N_("the lessons, and what is done of each")),
    Command("go", N_("go open"), N_("go LESSON/PAGE"), N_("open a lesson or a page, by its id or its number")),
    Command("search", N_("search find"), N_("search TEXT"), N_("the pages that have these words")),
    Command("glossary", N_("g glossary"), N_("glossary WORD"), N_("what words mean; without WORD all of them")),
    Command("help", N_("help ?"), "help", N_("this list")),
    Command("quit", N_("q quit exit"), N_("quit, or Ctrl+D"), N_("leave; your place is kept")),
)

_DIAL = re.compile(r"(W|b|lr|alpha|α)(?:\s*:?=\s*|\s+)(\S.*)|(lr|alpha|α|W)", re.IGNORECASE)
_DIALS = {"w": "W", "b": "b", "lr": "lr", "alpha": "lr", "α": "lr"}
_NUMBERS = re.compile(r"[+\-\N{MINUS SIGN}\N{EN DASH}.,]?\s*[0-9].*|[+\-\N{MINUS SIGN}]?\s*(?:inf|nan)", re.IGNORECASE)


class Asked(NamedTuple):
    """A command by its name, with what stands behind it; "" for a line that is none, whose first word is the argument."""

    name: str
    argument: str


def understood(line: str) -> Asked:
    """What the line asks for."""
    # A Korean or Japanese keyboard may be left at wide letters.
    text = unicodedata.normalize("NFC", line).strip()
    if not text:
        # "Space runs it", say the lessons.
        return Asked("play" if line.strip("\r\n") else "next", "")
    for sign, name in ((".", "step"), (",", "back")):
        if set(text) == {sign}:
            return Asked(name, str(len(text)))
    if text.startswith("/"):
        return Asked("search", text[1:].strip())
    dial = _DIAL.fullmatch(text)
    # `w` alone asks for words, as the key does.
    if dial is not None and text != "w":
        return Asked("turn", f"{_DIALS[(dial[1] or dial[3]).lower()]} {dial[2] or ''}".strip())
    word, _space, argument = text.partition(" ")
    name = _named(word)
    if name == "back" and _named(argument.strip()) == "page":
        return Asked("previous", "")
    if name == "turn" and _DIAL.fullmatch(argument.strip()):
        return understood(argument)
    # Of `next` the argument tells that it was typed, and not only Enter.
    return Asked(name, (argument.strip() or ("n" if name == "next" else "")) if name else word)


def _named(word: str) -> str:
    return next((command.name for command in COMMANDS if word.lower() in words_of(command)), "")


def usage_of(command: Command) -> str:
    """How it is written, and the words of the learner's own language for it."""
    usage = _(command.usage) if " " in command.usage else command.usage
    own = [word for word in _(command.words).split() if word not in command.words.split()]
    return ", ".join([usage, *own])


def words_of(command: Command) -> frozenset[str]:
    """All words that it is called by."""
    return frozenset(f"{command.words} {_(command.words)}".lower().split())


def is_number(line: str) -> bool:
    """Whether the line begins as a number does."""
    return _NUMBERS.fullmatch(unicodedata.normalize("NFKC", line).strip()) is not None
