"""A course in English and Korean for the tests of a reader's way around: links, words, questions, and files that change."""

from __future__ import annotations

from pathlib import Path

LINES = """---
id: lines
title: Lines
minutes: 5
---

## A line {#line}

A line has a slope. More on it in [the tangents](#tangents).

```lab
id: turn
start: {W: 2}
controls: [W]
```

## Four tangents {#tangents}

At W = 5 the tangent climbs. See [the line](#line), [the cost](cost), [a square](cost/squares) and [torch](https://pytorch.org/).

```lab
id: walk
start: {W: 5}
lr: 0.1
steps: 1000
pictures: [cost-curve]
controls: [lr, run]
```

```quiz
id: climb
kind: choice
ask: Which way does the tangent climb?
choices:
  - {id: right, text: to the right, right: true, answer: It does.}
  - {id: left, text: to the left, answer: It falls there.}
hint: Look.
```

## At the end {#end}

Words without a lab.

```quiz
id: how-many
kind: number
ask: How many tangents were there?
value: 4
right: Four.
wrong: Count again.
hint: Their name says it.
```
"""

COST = """---
id: cost
title: The cost
minutes: 7
needs: [lines]
---

## One number {#number}

The cost says how wrong a line is.

## Squares {#squares}

A square has four sides, and an error is squared.
"""

GLOSSARY = """- id: slope
  term: slope
  also: [steepness]
  page: lines/line
  meaning: How much a line climbs for each step to the right.
- id: cost
  term: cost
  page: cost/number
  meaning: One number for how wrong a line is.
"""

KOREAN = {
    "title: Lines": "title: 직선",
    "title: The cost": "title: 비용",
    "## A line {": "## 직선 하나 {",
    "A line has a slope. More on it in [the tangents]": "직선에는 기울기가 있습니다. 자세한 것은 [접선]",
    "## Four tangents {": "## 접선 네 개 {",
    "At W = 5 the tangent climbs.": "W = 5에서 접선은 올라갑니다.",
    "Which way does the tangent climb?": "접선은 어느 쪽으로 올라갑니까?",
    "text: to the right": "text: 오른쪽으로",
    "text: to the left": "text: 왼쪽으로",
    "## At the end {": "## 끝 {",
    "## One number {": "## 수 하나 {",
    "## Squares {": "## 제곱 {",
    "A square has four sides, and an error is squared.": "오차를 제곱합니다.",
    "term: slope": "term: 기울기",
    "term: cost": "term: 비용",
    "How much a line climbs for each step to the right.": "오른쪽으로 한 걸음에 직선이 올라가는 만큼.",
}

# The interface in Korean, as far as these tests look at it.
INTERFACE = {
    "next": "다음",
    "previous": "이전",
    "course": "강의",
    "language": "언어",
    "outline": "차례",
    "help": "도움말",
    "quit": "끝내기",
    "choose": "고르기",
    "continue": "계속하기",
    "view": "보기",
    "turn": "돌리기",
    "The next page": "다음 쪽으로",
    "This page: every key, and where progress is kept": "이 화면: 모든 키와 진도를 저장하는 곳",
    "{n} min": "{n}분",
    "start here · {minutes}": "여기서 시작 · {minutes}",
    "{right} of {questions} right": "{questions}문제 중 {right} 맞음",
    "continue · {right}": "이어서 하기 · {right}",
    "● torch {device}": "● 토치 {device}",
    "◌ torch is loading": "◌ 토치 준비 중",
    "Press Enter to begin. PyTorch runs while you read; nothing moves on by itself.": "Enter를 누르면 시작합니다.",
    "This lesson is done.": "이 강의를 마쳤습니다.",
}


def write_course(folder: Path) -> Path:
    """The course in both languages, in a new folder."""
    for language in ("en", "ko"):
        write_language(folder / language, language)
    return folder


def write_language(folder: Path, language: str) -> Path:
    """The course in one language, in a new folder."""
    folder.mkdir(parents=True)
    title = "Two lessons" if language == "en" else "강의 두 개"
    (folder / "course.yaml").write_text(f"id: pair\ntitle: {title}\nlanguage: {language}\n", encoding="utf-8")
    for name, text in (("01-lines.md", LINES), ("02-cost.md", COST), ("glossary.yaml", GLOSSARY)):
        if language == "ko":
            for english, korean in KOREAN.items():
                text = text.replace(english, korean)  # noqa: PLW2901
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def write_interface(locale: Path) -> None:
    """A Korean catalogue in that folder."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalog = Catalog(locale="ko", domain="gdtutor")
    for english, korean in INTERFACE.items():
        catalog.add(english, korean)
    file = locale / "ko" / "LC_MESSAGES" / "gdtutor.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, catalog)
