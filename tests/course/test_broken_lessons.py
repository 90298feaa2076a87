"""Each mistake that an author can make is named with its own line and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gdtutor.course.lesson import read_lesson
from gdtutor.course.problems import CourseError

Write = Callable[[str | bytes], Path]

# name: what is replaced in the good lesson, by what, the text on whose line the problem is, a part of the message
BROKEN: dict[str, tuple[str, str, str, str]] = {
    # front matter
    "no front matter": ("---\nid: der", "id: der", "id: der", "front matter is missing"),
    "front matter never closed": ("[cost-curve]\n---", "[cost-curve]", "---", "the closing '---' is missing"),
    "no lesson id": ("id: derivative-sign\n", "", "---", "key 'id' is missing"),
    "bad lesson id": (
        "id: derivative-sign",
        "id: Derivative_sign",
        "id: Deriv",
        "must be lower-case letters, digits and hyphens",
    ),
    "no title": ("title: The sign of the slope\n", "", "---", "key 'title' is missing"),
    "empty title": ("title: The sign of the slope", "title:", "title:", "'title' is empty"),
    "minutes a word": ("minutes: 10", "minutes: ten", "minutes", "'minutes' must be a whole number, 1 to 120; found 'ten'"),
    "minutes out of range": ("minutes: 10", "minutes: 121", "minutes", "1 to 120"),
    "unknown front matter key": ("minutes: 10", "minutes: 10\ntitel: x", "titel", "did you mean 'title'?"),
    "needs no list": ("needs: [cost-curve]", "needs: cost-curve", "needs", "'needs' must be a list"),
    "needs itself": ("needs: [cost-curve]", "needs: [derivative-sign]", "needs", "can't need itself"),
    "needs twice": ("needs: [cost-curve]", "needs: [a, a]", "needs", "stands twice"),
    # pages
    "text before the first page": ("## Which", "Hello\n\n## Which", "Hello", "before the first page"),
    "page without id": ("{#which-way}", "", "## Which", "must end with its id"),
    "page with a bad id": ("{#which-way}", "{#Which way}", "## Which", "page id 'Which way' must be"),
    "page without title": ("## By hand {#by-hand}", "## {#by-hand}", "{#by-hand}", "must end with its id"),
    "two pages with one id": ("{#several}", "{#by-hand}", "## Several", "page id 'by-hand' is used twice, first on line"),
    "first-level heading": ("More prose.", "# More", "# More", "a '#' heading is not allowed"),
    "underlined heading": ("More prose.", "More\n---", "More", "underlined heading"),
    "heading in a quote": ("More prose.", "> ## More {#more}", "> ## More", "within a list or a quote"),
    "page without prose": ("Choose.\n", "", "## Several", "there is no prose"),
    "HTML": ("More prose.", "<!-- more -->", "<!--", "HTML is not allowed"),
    "HTML in a line": ("More prose.", "More <b>prose</b>.", "More <b>", "HTML is not allowed: '<b>'"),
    "image": ("More prose.", "![bowl](bowl.png)", "![bowl]", "images are not allowed"),
    # fences
    "unknown block": ("```lab", "```labs", "```labs", "unknown block 'labs'; did you mean 'lab'?"),
    "block with more on its line": ("```lab", "```lab one", "```lab one", "unknown block 'lab one'; did you mean 'lab'?"),
    "fence never closed": ("hint: Two.\n```", "hint: Two.", "```quiz\nid: which-hold", "never closed"),
    "code never closed": ("```\n\nWork", "\n\nWork", "```python", "not closed before the next one on line 59; end it"),
    "block in a list": ("More prose.", "- ```python\n  x\n  ```", "- ```python", "must not stand within a list"),
    "second lab": (
        "More prose.",
        "```lab\nid: other\n```",
        "```lab\nid: other",
        "page which-way: a second lab; the first is on line 15",
    ),
    "second quiz": ("More prose.", "```quiz\nid: x\n```", "```quiz\nid: next", "a second quiz; the first is on line"),
    # YAML
    "not YAML": ("lr: 0.15\n", "lr: [0.15\n", "pictures", "this is not YAML"),
    "colon in a text": ("ask: Where", "ask: Where: where", "ask: Where:", "': ' in it must be in quotes"),
    "text that begins with a brace": ("answer: The gradient", "answer: {dW@0} The gradient", "answer: {dW", "must be in quotes"),
    "quote never closed": ("hint: Multiply.", 'hint: "Multiply.', 'hint: "Mul', "this is not YAML"),
    "only a text": ("```quiz\nid: which-hold\n", "```quiz\nid which-hold\n```\n\n```text\n", "id which-hold", "keys with values"),
    "anchor": ("start: {W: 5}", "start: &start {W: 5}", "start: &", "an anchor (&start) is not allowed"),
    "alias": ("start: {W: −3}", "start: *start", "start: *", "an alias (*start) is not allowed"),
    "tag": ("title: The", "title: !!python/object:os.system The", "title", "a tag ("),
    "key twice": ("lr: 0.15\n", "lr: 0.15\nlr: 0.2\n", "lr: 0.2", "key 'lr' stands twice, first on line 19"),
    "two documents": ("lr: 0.15\n", "lr: 0.15\n--- \nlr: 2\n", "--- \n", "second document"),
    "directive": ("```lab\n", "```lab\n%YAML 1.1\n---\n", "%YAML", "directive"),
    "nested too deeply": ("tangents: [5, -1.5]", "tangents: [[[[[[[[[[5]]]]]]]]]]", "tangents", "nested too deeply"),
    "key that is a list": ("lr: 0.15\n", "[lr]: 0.15\n", "[lr]", "a key must be a word"),
    # experiments
    "unknown key": (
        "lr: 0.15\n",
        "learning_rate: 0.15\n",
        "learning_rate",
        "unknown key 'learning_rate'; allowed are: id, pictures",
    ),
    "unknown key, the hint": ("lr: 0.15\n", "learning_rate: 0.15\n", "learning_rate", "did you mean 'lr'?"),
    "unknown data": ("data: one-two-three", "data: one-two-tree", "data", "found 'one-two-tree'; did you mean 'one-two-three'?"),
    "data of two lengths": ("y: [3, 5]", "y: [3]", "experiment:", "x has 2 numbers and y has 1"),
    "data without y": ("x: [1, 2], y: [3, 5]", "x: [1, 2]", "experiment:", "data: key 'y' is missing"),
    "data not a number": ("y: [3, 5]", "y: [3, five]", "experiment:", "each of 'y' must be a number: 'five' is not a number"),
    "unknown model": (
        "lr: 0.15\n",
        "lr: 0.15\nmodel: WX\n",
        "model: WX",
        "must be one of: Wx, Wx+b, sin(Wx); found 'WX'; did you mean 'Wx'?",
    ),
    "lr a word": ("lr: 0.15\n", "lr: fast\n", "lr: fast", "'lr': 'fast' is not a number"),
    "lr below zero": ("lr: 0.15\n", "lr: -0.15\n", "lr: -0.15", "lr must be a finite number, 0 or more"),
    "lr infinite": ("lr: 0.15\n", "lr: 1e999\n", "lr: 1e999", "too large"),
    "steps out of range": ("lr: 0.15\n", "lr: 0.15\nsteps: 0\n", "steps: 0", "1 to 1000000"),
    "seed below zero": ("lr: 0.15\n", "lr: 0.15\nseed: -1\n", "seed: -1", "'seed' must be a whole number, 0 to"),
    "start no mapping": ("start: {W: 5}", "start: 5", "start: 5", "'start' must have keys of its own"),
    "start not a number": ("start: {W: 5}", "start: {W: five}", "start", "must be a number or 'random'; found 'five'"),
    "b of the model Wx": ("start: {W: 5}", "start: {W: 5, b: 1}", "start", "the model Wx has no b"),
    "loop for another model": (
        "lr: 0.15\n",
        "lr: 0.15\nloop: sequential-update\n",
        "loop: seq",
        "needs model Wx+b and optimizer SGD",
    ),
    # labs
    "lab without id": ("id: first-lab\n", "", "```lab", "lab: key 'id' is missing"),
    "unknown picture": ("[cost-curve, data]", "[cost-curve, dota]", "pictures", "found 'dota'; did you mean 'data'?"),
    "picture twice": ("[cost-curve, data]", "[data, cost-curve, data]", "pictures", "'data' stands twice in 'pictures'"),
    "no picture": ("[cost-curve, data]", "[]", "pictures", "'pictures' is empty"),
    "cost-curve with b": ("lr: 0.15\n", "lr: 0.15\nmodel: Wx+b\n", "pictures", "cost-curve needs the model Wx"),
    "unknown control": ("[W, lr, run]", "[w, lr, run]", "controls", "found 'w'; did you mean 'W'?"),
    "control b of Wx": ("[W, lr, run]", "[W, b, run]", "controls", "the model Wx has no b to turn"),
    "tries without W": (
        "controls: [W, lr, run]",
        "controls: [lr, run]\ncurve: tries",
        "curve: tries",
        "needs W among the controls",
    ),
    "tries without a curve": (
        "pictures: [cost-curve, data]",
        "curve: tries",
        "curve: tries",
        "needs cost-curve among the pictures",
    ),
    "tangents without a curve": ("pictures: [cost-curve, data]\n", "", "tangents", "needs cost-curve among the pictures"),
    "range upside down": ("W_range: [-4, 6]", "W_range: [6, -4]", "W_range", "must be [lowest, highest]"),
    "range of three": ("W_range: [-4, 6]", "W_range: [-4, 0, 6]", "W_range", "must be [lowest, highest]"),
    "start out of range": ("W_range: [-4, 6]", "W_range: [-4, 4.5]", "W_range", "leaves out 5"),
    "b_range of Wx": ("W_range", "b_range: [0, 1]\nW_range", "b_range", "needs model: Wx+b"),
    "lr_range below 0": ("W_range", "lr_range: [-1, 1]\nW_range", "lr_range", "must not go below 0"),
    "variant without label": ("- label: slow\n    lr", "- lr", "- lr", "compare 1: key 'label' is missing"),
    "two variants with one label": (
        "label: from the left",
        "label: slow",
        "label: slow\n    start",
        "label 'slow' is used twice",
    ),
    "unknown key of a variant": ("lr: 1e-3", "rate: 1e-3", "rate: 1e-3", "compare 1: unknown key 'rate'"),
    "two labs with one id": (
        "Work it out.",
        "Work it out.\n\n```lab\nid: first-lab\n```",
        "id: first-lab\n```",
        "used twice in this lesson",
    ),
    # quizzes
    "quiz without kind": ("kind: predict\n", "", "```quiz\nid: next", "quiz next-step: key 'kind' is missing"),
    "unknown kind": (
        "kind: predict",
        "kind: prediction",
        "kind",
        "number, predict, order, line, challenge, write; found 'prediction'",
    ),
    "no question": ("ask: Where will W be after the next step?\n", "", "```quiz\nid: next", "key 'ask' is missing"),
    "no hint": ("hint: What is the sign of the slope where W is now?\n", "", "```quiz\nid: next", "key 'hint' is missing"),
    "two quizzes with one id": ("id: which-hold", "id: next-step", "id: next-step\nkind: choices", "used twice in this lesson"),
    "two choices with one id": ("{id: b,", "{id: a,", "{id: a, text: no", "id 'a' is used twice in this quiz, first on line"),
    "choice without answer": (
        "    answer: Minus a negative is plus.\n",
        "",
        "- id: right",
        "choice right: key 'answer' is missing",
    ),
    "no right choice": (", right: true", "", "choices:\n  - {id: a", "needs at least one choice with 'right: true'"),
    "two right for kind choice": (
        "kind: choices",
        "kind: choice",
        "choices:\n  - {id: a",
        "needs just one choice with 'right: true'; found 2",
    ),
    "right is a number": (
        "right: true}\n  - {id: b",
        "right: 1}\n  - {id: b",
        "{id: a",
        "'right' must be one of: true, false; found '1'",
    ),
    "belief of a right choice": ("text: 3,", "text: 3, belief: x,", "{id: c", "key 'belief' names a misconception"),
    "belief no id": ("belief: nonsense", "belief: All of it", "{id: b", "belief 'All of it' must be"),
    "when for kind choices": ("text: 3,", "text: 3, when: W@1 < 2,", "{id: c", "key 'when' has no meaning for kind choices"),
    "right for predict": (
        "    belief: subtr",
        "    right: true\n    belief: subtr",
        "right: true\n    belief",
        "no meaning for kind predict",
    ),
    "predict without when": ("    when: W@1 < W@0\n", "", "- id: left", "needs 'when'"),
    "empty when": ("when: W@1 < W@0", "when: []", "when: []", "needs 'when'"),
    "predict without lab": (
        "## By hand",
        "## Another {#another}\n\nProse.\n\n```quiz\nid: x\nkind: predict\n```\n\n## By hand",
        "kind: predict\n```",
        "needs a lab",
    ),
    "experiment of predict": ("steps: 3", "steps: 3\nexperiment: {lr: 1}", "experiment: {lr: 1}", "no meaning for kind predict"),
    "one choice": (
        "  - {id: b, text: no, answer: Wrong., belief: nonsense}\n  - {id: c, text: 3, answer: Right too., right: true}\n",
        "",
        "choices:\n  - {id: a",
        "2 to 6 choices; found 1",
    ),
    "choice no mapping": (
        "  - {id: b, text: no, answer: Wrong., belief: nonsense}",
        "  - b",
        "  - b\n",
        "choice 2 must have keys of its own",
    ),
    "choices of a number": ("tolerance: 0.02", "tolerance: 0.02\nchoices: []", "choices: []", "no meaning for kind number"),
    "value of a choice": ("kind: choices", "kind: choices\nvalue: 3", "value: 3", "key 'value' has no meaning for kind choices"),
    "number without value": ("value: W@1\n", "", "```quiz\nid: first-update", "key 'value' is missing"),
    "number without wrong": ("wrong: No.\n", "", "```quiz\nid: first-update", "key 'wrong' is missing"),
    "value no number": ("value: W@1", "value: one", "value: one", "write a number such as 1.4 or 14/3"),
    "value divides by zero": ("value: −14/3", "value: 14/0", "value: 14/0", "divides by zero"),
    "tolerance zero": ("tolerance: 0.02", "tolerance: 0", "tolerance: 0", "'tolerance' must be more than 0"),
    "wrong number that is right": ("value: −14/3", "value: W@1", "- value: W@1", "within the tolerance of the right one"),
    "unknown key of a number": ("    belief: sign", "    believe: sign", "believe", "did you mean 'belief'?"),
    # numbers from a run
    "step beyond the run": ("torch went to {W@1}", "torch went to {W@4}", "{W@4}", "has only 3 steps"),
    "b of the model Wx in a text": ("torch went to {W@1}", "torch went to {b@1}", "{b@1}", "b@1: the model Wx has no b"),
    "b of the model Wx in a condition": ("when: W@1 < W@0", "when: db@1 < W@0", "db@1", "the model Wx has no b"),
    "no run": ("answer: Right too.", 'answer: "Right {W@1}."', "{id: c", "W@1 has no run to come from"),
    "placeholder without a step": (
        "torch went to {W@1}",
        "torch went to {W}",
        "{W}",
        "placeholder '{W}': 'W' is not a number from the run",
    ),
    "placeholder of another quantity": ("torch went to {W@1}", "torch went to {w@1}", "{w@1}", "did you mean 'W'?"),
    "single brace": ("torch went to {W@1}", "torch went to W@1}", "W@1}", "a single '}'; write '}}'"),
    "brace never closed": ("torch went to {W@1}", "torch went to {W@1", "{W@1", "a single '{'; write '{{'"),
    "condition with =": (
        "when: W@1 < W@0",
        "when: W@1 <= W@0",
        "when: W@1 <=",
        "is not a condition; write A < B, A > B or A ~ B",
    ),
    "chained condition": ("when: W@1 < W@0", "when: 0 < W@1 < 3", "when: 0", "several as a list"),
    "unknown verdict": ("when: W@1 < W@0", "when: verdict is diverging", "verdict", "did you mean 'diverges'?"),
    # characters
    "escape sequence": ("More prose.", "More \x1b[31mprose.", "\x1b", "U+001B is not allowed"),
    "bidi override": ("text: further left", "text: further \u202eleft", "\u202e", "U+202E is not allowed"),
    "escape made by YAML": ("text: further left", 'text: "further \\e left"', "\\e left", "U+001B is not allowed"),
    "override made by an entity": ("More prose.", "More &#x202e; prose.", "&#x202e;", "U+202E is not allowed"),
}


@pytest.mark.parametrize(("old", "new", "marker", "message"), BROKEN.values(), ids=BROKEN.keys())
def test_a_mistake_is_named_with_its_line(good: str, write: Write, old: str, new: str, marker: str, message: str) -> None:
    assert old in good
    text = good.replace(old, new)
    line = text.count("\n", 0, text.index(marker)) + 1
    path = write(text)
    with pytest.raises(CourseError) as error:
        read_lesson(path)
    said = [(problem.line, problem.what) for problem in error.value.problems]
    assert any(number == line and message in what for number, what in said), f"wanted line {line}, got {said}"


WHOLE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", ":1: front matter is missing"),
    "no page": (b"---\nid: a\ntitle: b\nminutes: 1\n---\n", ":2: the lesson has no page"),
    "not UTF-8": (b"---\nid: a\n\xff\n", ":3: the file is not UTF-8"),
    "UTF-16": ("---\n".encode("utf-16"), ":1: the file is not UTF-8"),
    "too large": (b"x" * (1 << 20) + b"x", "larger than 1 MiB"),
    "too many lines": (b"\n" * 20_001, "more than 20000 lines"),
    "binary": (bytes(range(256)), "not UTF-8"),
}


@pytest.mark.parametrize(("content", "message"), WHOLE.values(), ids=WHOLE.keys())
def test_a_file_that_is_no_lesson(write: Write, content: bytes, message: str) -> None:
    path = write(content)
    with pytest.raises(CourseError) as error:
        read_lesson(path)
    assert str(error.value).startswith(str(path))
    assert message in str(error.value)


def test_a_block_that_is_too_large(good: str, write: Write) -> None:
    text = good.replace("hint: Two.", f"hint: {'two ' * 70_000}")
    with pytest.raises(CourseError, match=r":\d+: quiz: the block is larger than 256 KiB"):
        read_lesson(write(text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="there is no such file"):
        read_lesson(tmp_path / "no.md")


def test_a_folder_is_no_lesson(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="this is not a file"):
        read_lesson(tmp_path)


def test_one_mistake_is_one_problem(good: str, write: Write) -> None:
    for old, new in (
        ("```lab", "```labs"),
        ("lr: 0.15\n", "lr: fast\n"),
        ("lr: 0.15\n", "lr: [0.15\n"),
        ("kind: predict", "kind: prediction"),
        ("id: right", "id: Right"),
    ):
        with pytest.raises(CourseError) as error:
            read_lesson(write(good.replace(old, new)))
        assert len(error.value.problems) == 1, str(error.value)
