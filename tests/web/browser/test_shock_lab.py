"""The shock lab in a real browser: its numbers are the command line's, and everybody sees their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page

from didymium.calibration.calibrate import Calibration
from didymium.case.case import Case
from didymium.indicators.roles import critical_materials
from didymium.outcome.store import read_outcome
from didymium.scenario.reading import read_scenario
from didymium.views.lab_tables import key_figures, price_courses
from didymium.views.run_view import ScenarioRun
from didymium.views.wording import words_for
from didymium.web.engine.engine import Engine
from didymium.web.lab.scenario import NAME, scenario_of
from lab_in_browser import (
    PRICES,
    Prices,
    compared,
    drawings,
    move,
    path_of,
    picture,
    prices,
    push,
    settings_in,
    wait_for_answer,
)
from served_pages import Tab, downloaded

LAB = "/shock-lab"
REGION, MATERIAL = "section select >> nth=0", "section select >> nth=1"
OpenTab = Callable[..., Tab]
_GREYED = """([name, value]) => new Promise((done) => {
    const figure = document.querySelector('#figure-lab_prices');
    const drawing = () => figure.querySelector('canvas').toDataURL();
    const old = drawing();
    let kept = null;
    const watch = new MutationObserver(() => {
        const stale = figure.classList.contains('stale');
        if (stale) kept = drawing() === old;
        if (!stale && kept !== null) { watch.disconnect(); done(kept); }
    });
    watch.observe(figure, { attributes: true, attributeFilter: ['class'] });
    const slider = document.getElementById(`lab-${name}`);
    slider.value = value;
    slider.dispatchEvent(new Event('change', { bubbles: true }));
})"""
_FOCUSED = "() => [document.activeElement.id, ...document.activeElement.classList]"


def solved_by_command_line(page: Page, case: Case, folder: Path) -> ScenarioRun:
    """Save the scenario file of the lab and have the command line solve it, as its first line says."""
    filename, content = downloaded(page, lambda: page.click("#lab-export"))
    assert content.decode().startswith("# didymium solve ")
    (folder / filename).write_bytes(content)
    command = ["solve", "--scenario", filename, "--out", "solved", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "didymium", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
    base, outcome = read_outcome(folder / "solved" / "base"), read_outcome(folder / "solved")
    return ScenarioRun(NAME, read_scenario(case, str(folder / filename)), base, outcome, 0.0)


def stated(run: ScenarioRun, material: str, regions: list[str]) -> Prices:
    """Return the prices of a run that the lab's chart would show."""
    return {
        (region, str(period)): (price, base)
        for region, period, price, base in price_courses(run, material, regions).iter_rows()
    }


def assert_same(found: Prices, wanted: Prices) -> None:
    """Every price is there and is the same to a millionth."""
    assert found.keys() == wanted.keys()
    for place, pair in wanted.items():
        for here, there in zip(found[place], pair, strict=True):
            assert here == (None if there is None else pytest.approx(there, rel=1e-6)), place


def assert_as_command_line(page: Page, bundled: Case, folder: Path) -> ScenarioRun:
    """Chart and table of the lab say what the command line finds for the file that the lab saves."""
    run = solved_by_command_line(page, bundled, folder)
    shown = prices(page)
    material = page.input_value(MATERIAL)
    assert_same(shown, stated(run, material, sorted({region for region, _ in shown})))
    parquet = pl.read_parquet(folder / "solved" / "prices.parquet").filter(material=material)
    for region, period, price in parquet.select("region", "period", "price_usd_per_kg").iter_rows():
        if (region, str(period)) in shown:
            assert shown[region, str(period)][0] == (
                None if price is None else pytest.approx(price, rel=1e-6)
            )
    words, materials = words_for(bundled, "en"), critical_materials(bundled)
    figures = key_figures(run, "JPN", materials)
    assert figures.value_added_usd is not None
    cells = [row[-1] for row in compared(page)]
    assert cells == [
        words.money(figures.value_added_usd),
        *(words.quantity(name, t) for name, t in figures.missing_t.items()),
        str(figures.sectors_short),
        *("–" if figures.peaks[name] is None else words.multiple(figures.peaks[name]) for name in materials),
    ]
    return run


def test_a_slider_changes_the_chart_to_what_the_command_line_says(
    open_tab: OpenTab, bundled: Case, tmp_path: Path
) -> None:
    """Nothing is interpolated: the answer to a move is a solve, and anybody can repeat it."""
    page = open_tab().open(LAB)
    before, drawn_before = prices(page), picture(page)
    move(page, "severity", 60)
    assert picture(page) != drawn_before
    assert prices(page) != before
    assert_as_command_line(page, bundled, tmp_path)


def test_answers_of_the_alliance_are_the_command_lines_too(
    open_tab: OpenTab, bundled: Case, tmp_path: Path
) -> None:
    """A floor, a stock duty, a project and recycling together: each stands in the file that is saved."""
    page = open_tab().open(LAB)
    move(page, "start", 3)
    move(page, "floor", 110)
    move(page, "stock_days", 30)
    move(page, "recycling", 100)
    tick = page.locator("input[name^='projects-']").first
    page.locator("details", has=tick).locator("summary").click()
    drawn, code = drawings(page), str(tick.get_attribute("name")).removeprefix("projects-")
    tick.check()
    wait_for_answer(page, drawn, "projects", code)
    run = assert_as_command_line(page, bundled, tmp_path)
    kinds = {entry.kind for entry in run.scenario.instrument}
    assert kinds == {"price_floor", "stock_obligation", "collection_target"}
    assert [event.kind for event in run.scenario.event] == ["ban", "project_build"]


def test_a_link_brings_the_view_back(open_tab: OpenTab) -> None:
    """Somebody else, who has never been here, sees the same: settings, pinned scenarios, region, numbers."""
    page = open_tab().open(LAB)
    page.click("#lab-pin-a")
    page.wait_for_url("**pin_a=**")
    move(page, "severity", 70)
    page.click("#lab-pin-b")
    page.wait_for_url("**pin_b=**")
    move(page, "months", 3)
    page.select_option(REGION, "KOR")
    page.wait_for_url("**region=KOR**")
    page.wait_for_function("() => document.querySelector('section.answer').innerText.includes('Korea')")

    other = open_tab().open(path_of(page.url))
    for name in ("severity", "start", "months"):
        assert other.input_value(f"#lab-{name}") == page.input_value(f"#lab-{name}")
    assert other.input_value(REGION) == "KOR"
    assert len(compared(other)[0]) == 5, "figure, base run, two pinned scenarios, the one at hand"
    assert compared(other) == compared(page)
    assert_same(prices(other), prices(page))
    assert other.inner_text("section.answer") == page.inner_text("section.answer")


def test_the_old_answer_stays_greyed_until_the_new_one_is_there(open_tab: OpenTab) -> None:
    """Nobody takes an old answer for a new one, and nobody looks at a blank."""
    page = open_tab().open(LAB)
    assert page.evaluate(_GREYED, ["severity", 35]) is True


def test_quick_moves_end_with_the_answer_to_the_last(
    open_tab: OpenTab, bundled: Case, calibration: Calibration, engine: Engine
) -> None:
    """Answers to what somebody no longer asks are dropped, in whichever order they come."""
    page = open_tab().open(LAB)
    drawn = drawings(page)
    for severity in (90, 20, 80, 30, 75, 45):
        push(page, "severity", severity)
    wait_for_answer(page, drawn, "severity", 45)
    assert settings_in(bundled, page.url).severity == 45
    assert_same(prices(page), _here(page, bundled, calibration, engine))


def test_two_people_at_once_each_see_their_own(
    open_tab: OpenTab, bundled: Case, calibration: Calibration, engine: Engine
) -> None:
    """Hot programs are shared; answers are not mixed up."""
    one, other = open_tab().open(LAB), open_tab().open(LAB)
    for first, second in ((15, 85), (95, 25), (40, 65)):
        drawn = drawings(one), drawings(other)
        push(one, "severity", first)
        push(other, "severity", second)
        wait_for_answer(one, drawn[0], "severity", first)
        wait_for_answer(other, drawn[1], "severity", second)
        for page in (one, other):
            assert_same(prices(page), _here(page, bundled, calibration, engine))
    assert prices(one) != prices(other)


def _here(page: Page, bundled: Case, calibration: Calibration, engine: Engine) -> Prices:
    """Return the prices that this process finds for the settings in the address of a tab."""
    run = engine.solve(NAME, scenario_of(bundled, calibration, settings_in(bundled, page.url)))
    material = page.input_value(MATERIAL)
    return stated(run, material, sorted({region for region, _ in prices(page)}))


def test_the_keyboard_alone_is_enough(open_tab: OpenTab) -> None:
    """The first stop leads past the navigation; arrows move a slider, and its answer comes."""
    page = open_tab().open(LAB)
    page.keyboard.press("Tab")
    assert "skip" in page.evaluate(_FOCUSED)
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("Tab")
        if "lab-severity" in page.evaluate(_FOCUSED):
            break
    assert "lab-severity" in page.evaluate(_FOCUSED)
    for severity in (95, 90):
        drawn = drawings(page)
        page.keyboard.press("ArrowLeft")
        wait_for_answer(page, drawn, "severity", severity)
        said = page.get_attribute("#lab-severity", "aria-valuetext") or ""
        assert str(severity) in said, "a screen reader says the value in words"
        assert page.input_value("#lab-severity") == str(severity), "the slider stays where it was put"
    assert page.locator(f"{PRICES} .chart").get_attribute("role") == "img"
