"""The docs tell the truth: blocks run and print what is shown, links lead somewhere, pages are current."""

from __future__ import annotations

import importlib.util
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from didymium.cli.app import app
from doc_pages import PAGES, ROOT, Block, blocks_of, commands_of, headings_of, links_of, missing_lines

NAMES = [str(page.relative_to(ROOT)) for page in PAGES]
IN_PROCESSES = ROOT / "docs/guide/getting-started.md"
"""The page whose commands are processes of their own, as a reader starts them. Those of the others run in
this process, where packages and evidence are read once: half of the time of most of them."""
SCREEN = {"COLUMNS": "110", "NO_COLOR": "1"}


@pytest.fixture
def path_to_didymium(tmp_path: Path) -> str:
    """A search path on which ``didymium`` is the one of this environment."""
    beside = Path(sys.executable).parent
    if not (beside / "didymium").exists():
        beside = tmp_path / ".bin"
        beside.mkdir()
        (beside / "didymium").write_text(
            f'#!/bin/sh\nexec "{sys.executable}" -m didymium "$@"\n', encoding="utf-8"
        )
        (beside / "didymium").chmod(0o755)
    return f"{beside}{os.pathsep}{os.environ.get('PATH', '')}"


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_blocks_run(
    page: Path, tmp_path: Path, path_to_didymium: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader who types what a page shows, from top to bottom, gets what it shows."""
    monkeypatch.chdir(tmp_path)
    namespace: dict[str, object] = {"__name__": "docs"}
    for block in blocks_of(page):
        if block.file:
            (tmp_path / block.file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.file).write_text(block.text, encoding="utf-8")
        elif block.is_run and block.language == "python":
            exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), namespace)
        elif block.is_run:
            run_console(block, path_to_didymium if page == IN_PROCESSES else "")


def test_some_commands_are_processes() -> None:
    """The page that runs the installed command has some to run, and not all fail."""
    blocks = [block for block in blocks_of(IN_PROCESSES) if block.is_run and block.language == "console"]
    assert [block for block in blocks if block.exit_code == 0]


def run_console(block: Block, path: str) -> None:
    """Run the commands of a block in the current folder, as processes found on a search path if there is
    one, and hold their output against what the page shows.
    """
    for command in commands_of(block):
        words = shlex.split(command.line)
        assert words[0] == "didymium", f"line {block.line}: only didymium is run, not {words[0]}"
        code, output = in_a_process(words, path) if path else in_this_process(words)
        assert code == block.exit_code, f"{command.line}\n{output}"
        assert not missing_lines(command.shown, output), f"{command.line}\n{output}"


def in_a_process(words: list[str], path: str) -> tuple[int, str]:
    """Return exit code and output of a command of its own."""
    done = subprocess.run(
        words,
        env={**os.environ, "PATH": path, **SCREEN},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def in_this_process(words: list[str]) -> tuple[int, str]:
    """Return exit code and output of a command run here; the name is that of the program in its help."""
    done = CliRunner().invoke(app, words[1:], env=SCREEN, prog_name=words[0])
    return done.exit_code, done.stdout + done.stderr


def test_few_blocks_are_left_out() -> None:
    """A block that is not run may rot: at most two, each with its reason."""
    left_out = [
        (page.name, block.remark) for page in PAGES for block in blocks_of(page) if "not run" in block.remark
    ]
    assert len(left_out) <= 2, left_out
    assert all(remark.removeprefix("not run: ").strip() for _, remark in left_out)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_links_lead_somewhere(page: Path) -> None:
    """Links within the project: the file is there, and so is the heading."""
    broken = [
        (str(target), heading)
        for target, heading in links_of(page)
        if not target.exists() or (heading and heading not in headings_of(target))
    ]
    assert not broken


def test_generated_pages_are_current() -> None:
    """`python docs/generate.py` would change nothing."""
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stale = [
        name
        for name, text in module.pages().items()
        if (ROOT / "docs/reference" / name).read_text(encoding="utf-8") != text
    ]
    assert not stale, "run: python docs/generate.py"


def test_every_page_is_reached_from_the_first() -> None:
    """A page that no other page links to is not found."""
    reached = {ROOT / "docs/index.md"}
    waiting = list(reached)
    while waiting:
        for target, _ in links_of(waiting.pop()):
            if target.suffix == ".md" and target not in reached and target.exists():
                reached.add(target)
                waiting.append(target)
    assert not [name for page, name in zip(PAGES, NAMES, strict=True) if page not in reached]


@pytest.mark.parametrize(
    ("shown", "output", "missing"),
    [
        (("a  b",), "x\n a b \n", []),
        (("first", "…", "last"), "first\nmiddle\nlast", []),
        (("last", "first"), "first\nlast", ["first"]),
        (("price … USD",), "price 12 USD", []),
        (("price … EUR",), "price 12 USD", ["price … EUR"]),
    ],
)
def test_rule_for_output(shown: tuple[str, ...], output: str, missing: list[str]) -> None:
    """Lines must appear in order; an ellipsis stands for anything; spaces do not count."""
    assert missing_lines(shown, output) == missing
