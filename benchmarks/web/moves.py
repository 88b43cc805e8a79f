"""Random moves of the shock lab's sliders, and the script that makes them in a page and times them there."""

from __future__ import annotations

import random
from collections.abc import Sequence

Move = tuple[str, int]
"""A slider and the value at which it is let go."""

SLIDERS = {
    "severity": range(5, 101, 5),
    "start": range(0, 6),
    "months": range(1, 13),
}
FLOOR = range(80, 151, 5)
"""Floors on NdPr oxide that are asked for, US dollars per kg."""

TIMED_MOVES = """async ([moves, pauses]) => {
    const figure = document.querySelector('#figure-lab_prices');
    const chart = figure.querySelector('.chart');
    const until = (isSo) => new Promise((done) => {
        const look = () => { if (isSo()) { watch.disconnect(); done(performance.now()); } };
        const watch = new MutationObserver(look);
        watch.observe(document.body, { attributes: true, subtree: true, childList: true });
        look();
    });
    const found = [];
    for (const [place, [name, value]] of moves.entries()) {
        await new Promise((done) => setTimeout(done, 1000 * (pauses[place] ?? 0)));
        const slider = document.getElementById(`lab-${name}`);
        const first = chart.dataset.drawn;
        slider.value = value;
        const begun = performance.now();
        slider.dispatchEvent(new Event('input', { bubbles: true }));
        slider.dispatchEvent(new Event('change', { bubbles: true }));
        const drawn = await until(() => chart.dataset.drawn !== first && !figure.classList.contains('stale'));
        const whole = await until(() => !document.querySelector('.stale'));
        const rows = [...document.querySelectorAll('section.answer table.data tbody tr')];
        found.push({
            chart: (drawn - begun) / 1000,
            whole: (whole - begun) / 1000,
            query: location.search,
            cells: rows.map((row) => row.lastElementChild.innerText),
        });
    }
    return found;
}"""
"""Make moves one after the other, each after a pause of so many seconds. For each: the seconds from the
slider's release until the chart of prices is drawn anew and no more greyed, and until everything is; the
address, and what the table says of the scenario.
"""


def random_moves(seed: int, count: int, first: dict[str, int], with_floor: bool) -> list[Move]:
    """Return moves, each to another value than where its slider stands; sliders stand at ``first`` before."""
    chance, now = random.Random(seed), dict(first)
    sliders: dict[str, Sequence[int]] = SLIDERS | ({"floor": FLOOR} if with_floor else {})
    moves = []
    for _ in range(count):
        name = chance.choice(list(sliders))
        now[name] = chance.choice([value for value in sliders[name] if value != now.get(name)])
        moves.append((name, now[name]))
    return moves
