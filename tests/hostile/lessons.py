"""Lesson files that are nearly right, and some that are right: the bundled ones changed, and pages put together anew."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from gdtutor.course.open import bundled_courses
from tests.course.test_any_quiz import blocks as questions
from tests.hostile.signs import any_text, nasty

FRONT = "---\nid: a\ntitle: A\nminutes: 1\n---\n\n"
NUMBERS = [
    "0",
    "-0",
    "1e999",
    "-1e308",
    "1e-320",
    "1" * 60,
    "1/0",
    "1e308",
    "nan",
    "inf",
    "\N{MINUS SIGN}3",
    "0x10",
    "１",
    "1_0",
    "1000001",
]
numbers = st.sampled_from(NUMBERS) | st.integers().map(str) | st.floats().map(repr)
PIECES = [
    *"{}[]:#-&*!|>'\"%@`~<=\\\n \t,",
    "\n\n",
    "\n## B {#b}\n",
    "\n---\n",
    "\n```\n",
    "\n```lab\n",
    "\n~~~ quiz\n",
    "&a ",
    "*a ",
    "!!python/object:os.system ",
    "<<: ",
    "? ",
    "|\n|---|\n",
    "> > > ",
    "- - - ",
    "![a](b)",
    "<b>",
    "<!--",
    "[a](/etc/passwd)",
    "[a](file:///etc/passwd)",
    "[a](../../x)",
    "[a](javascript:x)",
    "<https://example.org/\\>",
    "[a](https://example.org 't')",
    "[x]{W@1}",
    "{W@1}",
    "{error}",
    "{{",
    "&#x1b;",
    "&#x202e;",
    "&NotEqualTilde;",
    "[a]: b\n",
    "\\",
    "%YAML 9\n",
    "W@9999999",
    "first(cost < 0)",
    "null",
    "~",
    "%(prog)s",
    "{0.__class__}",
]
# How often a piece is put in: many times, too, up to a megabyte.
repeats = st.sampled_from([1, 1, 1, 1, 1, 1, 2, 7, 60, 3_000, 40_000])
pieces = st.builds(
    lambda text, times: text * min(times, 1_200_000 // max(1, len(text))), st.sampled_from(PIECES) | any_text | numbers, repeats
)

# key: what may stand there, of a lab or an experiment.
SETTINGS = {
    "data": ["one-two-three", "noisy-line", "wave", "{x: [1, 2], y: [3, 5]}", "{x: [1e308, -1e308], y: [0, 1e308]}",
             "{x: [1], y: [1]}",
             "{x: [0, 1e-300], y: [1, 1]}", "{x: [], y: []}", "nothing"],
    "model": ["Wx", "Wx+b", "sin(Wx)", "W"],
    "cost": ["mean", "half-mean", "sum", "none"],
    "start": ["{W: 5}", "{W: 1e300, b: -1e300}", "{W: random}", "{W: 1e999}", "{b: 1}", "{}", "[]"],
    "lr": ["0.1", "0", "1e300", "-1", "1e-300"],
    "optimizer": ["SGD", "momentum", "Adam", "RMSprop", "Lion"],
    "loop": ["standard", "no-zero-grad", "by-hand-in-graph", "ascent", "exec"],
    "steps": ["1", "20", "1000000", "0"],
    "seed": ["0", "9223372036854775807", "-1", "99999999999999999999"],
    "dtype": ["float32", "float64", "int8"],
    "batch_size": ["1", "2", "all", "0"],
    "pictures": ["[data]", "[cost-curve, data]", "[contours]", "[cost-steps, cost-steps-log]", "[squares, data]", "[]", "[x]"],
    "controls": ["[]", "[W, lr, run]", "[W, b, lr, run]", "[W, W]"],
    "W_range": ["[-4, 6]", "[-1e308, 1e308]", "[0, 1e-300]", "[1, 0]"],
    "tangents": ["[1, 2]", "[1e308]", "[x]"],
    "compare": ["[{label: a, lr: 0.2}]", "[{label: '\\u200d', lr: 1e300}]", "[{label: 가가가가가가가가가가가가가}]", "[{}]"],
    "hide": ["[cost]", "[slope]", "[]"],
    "curve": ["tries", "shown"],
}  # fmt: skip


@cache
def bundled() -> tuple[tuple[str, ...], ...]:
    """The pages of the lessons that come with gdtutor: a tuple for each lesson."""
    files = sorted(path for folder in bundled_courses().values() for path in folder.glob("*.md"))
    return tuple(tuple(f"## {page}" for page in path.read_text("utf-8").split("\n## ")[1:]) for path in files)


@st.composite
def labs(draw: st.DrawFn) -> str:
    keys = draw(st.lists(st.sampled_from(sorted(SETTINGS)), max_size=4, unique=True))
    right = draw(st.booleans())
    entries = [f"{key}: {draw(st.sampled_from(SETTINGS[key][: 2 if right else None]))}" for key in keys]
    return "\n".join(["```lab", "id: x", *entries, "```"])


@st.composite
def tables(draw: st.DrawFn) -> str:
    across, down = draw(st.sampled_from([(1, 1), (3, 4), (40, 4), (2, 300), (12, 60)]))
    cell = draw(any_text.filter(lambda text: "\n" not in text))
    return "\n".join(["|" + "a|" * across, "|" + "-|" * across, *["|" + f"{cell}|" * across] * down])


plain = st.sampled_from(
    [
        "A line.",
        "**b** *i* `c`",
        "- a\n  - b\n    - c",
        "> a\n> > b",
        "```python\nimport os\n```",
        "1. a\n2. b",
        "### A",
        "가설은 직선이다.",
    ]
)
wild = (
    st.builds(lambda text: f"From {text} on.", any_text)
    | st.builds(
        lambda piece, times: piece * times,
        st.sampled_from(["- a\n", "> ", "a\n\n", "*a ", "[a](#p0) ", "`a` ", "| ", "word "]),
        st.sampled_from([3, 30, 180, 3_000]),
    )
    | tables()
)


@st.composite
def built(draw: st.DrawFn) -> str:
    """A lesson put together from parts most of which are right."""
    pages = ["```run\nid: slow\nsteps: 4\n```"]
    for number in range(draw(st.sampled_from([1, 1, 1, 2, 3, 90, 150]))):
        title = draw(st.just("Title") | st.just("Title") | any_text) if number == 0 else "Title"
        parts = [f"## {title} {{#p{number}}}", "Prose."]
        if number < 4:
            parts += draw(st.lists(plain | plain | plain | wild, max_size=3))
            if draw(st.booleans()):
                parts.append(draw(labs()).replace("id: x", f"id: x{number}"))
            if draw(st.booleans()):
                parts.append(f"```quiz\n{draw(questions()).replace('id: q', f'id: q{number}', 1)}```")
        pages.append("\n\n".join(parts))
    run, first, *rest = pages
    return FRONT + "\n\n".join([first, run, *rest]) + "\n"


@st.composite
def changed(draw: st.DrawFn) -> str:
    """Some pages of a bundled lesson, changed in up to four places."""
    lesson = draw(st.sampled_from(bundled()))
    first = draw(st.integers(0, len(lesson) - 1))
    text = FRONT + "\n\n".join(lesson[first : first + draw(st.integers(1, 2))])
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 3, 20, 200])))
        text = text[:start] + draw(pieces | st.just("") | nasty) + text[end:]
    return text


soups = st.builds(
    lambda parts: f"{FRONT}## A {{#a}}\n\nProse.\n\n```lab\n{''.join(parts)}\n```\n",
    st.lists(pieces | st.sampled_from(PIECES), max_size=12),
)
texts = st.one_of(changed(), built(), soups)


def write(folder: Path, text: str, more: dict[str, str] | None = None) -> Path:
    """A course of one lesson in the folder."""
    folder.mkdir(exist_ok=True)
    files = {"course.yaml": "id: c\ntitle: C\nlanguage: en\n", "01-a.md": text, **(more or {})}
    for name, content in files.items():
        (folder / name).write_bytes(content.encode("utf-8", "surrogatepass"))
    return folder
