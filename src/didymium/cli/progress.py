"""A progress bar on the error output, with time passed; nothing where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(
    title: str, total: int, quiet: bool = False, *, time_left: bool = False
) -> Iterator[Callable[[str, int], None]]:
    """Yield ``advance(message, steps)``; the bar shows on a terminal only and leaves nothing behind. With
    ``time_left`` it says how long the rest will take, for many steps that are alike.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda message, steps: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    if time_left:
        columns += [TextColumn("<"), TimeRemainingColumn()]
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(title, total=total)

        def advance(message: str, steps: int) -> None:
            progress.update(task, description=f"{title}: {message}"[:70], advance=steps)

        yield advance
