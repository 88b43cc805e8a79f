"""Reads the pages of docs/: their code blocks with the remark before each, their headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted((ROOT / "docs").rglob("*.md"))

_BLOCK = re.compile(
    r"(?:^<!-- (?P<remark>[^\n]*?) -->\n+)?^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block; ``line`` is that of its first line in the page."""

    language: str
    text: str
    remark: str
    line: int

    @property
    def file(self) -> str:
        """The file that the block is written to, if its remark names one."""
        return self.remark.removeprefix("file: ") if self.remark.startswith("file: ") else ""

    @property
    def is_run(self) -> bool:
        """Whether a test runs the block."""
        return self.language in ("python", "console", "bash") and not self.remark.startswith("not run: ")

    @property
    def exit_code(self) -> int:
        """The exit code that its commands are said to end with."""
        return int(self.remark.removeprefix("exits ")) if self.remark.startswith("exits ") else 0


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the lines that the page shows of its output."""

    line: str
    shown: tuple[str, ...]


def blocks_of(page: Path) -> list[Block]:
    """Return the fenced blocks of a page in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            found["language"],
            found["text"],
            found["remark"] or "",
            text[: found.start("text")].count("\n") + 1,
        )
        for found in _BLOCK.finditer(text)
    ]


def commands_of(block: Block) -> list[Command]:
    """Cut a console block at its prompts; in a bash block every line is a command."""
    if block.language == "bash":
        return [Command(line, ()) for line in block.text.splitlines() if line.strip()]
    commands: list[Command] = []
    for line in block.text.splitlines():
        if line.startswith("$ "):
            commands.append(Command(line.removeprefix("$ "), ()))
        elif line.strip():
            before = commands[-1]
            commands[-1] = Command(before.line, (*before.shown, line.strip()))
    return commands


def links_of(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the heading that each link within the project points at."""
    for found in _LINK.finditer(_without_blocks(page)):
        if "://" not in found["target"]:
            path, _, heading = found["target"].partition("#")
            yield (page.parent / path).resolve() if path else page, heading


def headings_of(page: Path) -> set[str]:
    """Return the anchors that code hosts make of a page's headings."""
    lines = re.findall(r"^#+ (.+)$", _without_blocks(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def _without_blocks(page: Path) -> str:
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def missing_lines(shown: tuple[str, ...], output: str) -> list[str]:
    """Return the lines shown that the output does not hold in this order; ``…`` stands for anything."""
    lines = [" ".join(line.split()) for line in output.splitlines()]
    missing, position = [], 0
    for line in shown:
        if line == "…":
            continue
        pattern = ".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
        place = next(
            (number for number in range(position, len(lines)) if re.search(pattern, lines[number])), None
        )
        if place is None:
            missing.append(line)
        else:
            position = place + 1
    return missing
