"""The report is one file that needs nothing else, shows nothing confidential, and runs nothing of the
case."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from didymium.calibration.calibrate import Calibration, calibrate
from didymium.case.case import Case
from didymium.case.reading import read_case
from didymium.evidence.sources import Source
from didymium.indicators.summary import summarise
from didymium.locale import LANGUAGES, PSEUDO
from didymium.market.base_year import BaseYear
from didymium.scenario.schema import Scenario
from didymium.views.report import render_report
from didymium.views.run_view import ScenarioRun
from hand_made import make_outcome, make_scenario
from tiny_case import TABLES, write_tiny_case


@pytest.fixture
def page(case: Case, calibration: Calibration, runs: list[ScenarioRun]) -> str:
    return render_report(case, calibration, runs)


class Loads(HTMLParser):
    """Collects what a browser would fetch, and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "link", "iframe", "object", "embed", "img", "base", "form"):
            self.found.append(tag)
        for name, value in attrs:
            fetches = name in ("src", "srcset", "action", "data", "poster") or (
                name.endswith("href") and tag != "a"
            )
            if fetches and not (value or "").startswith("#"):
                self.found.append(f"{tag} {name}={value}")
            if name.startswith("on"):
                self.found.append(f"{tag} {name}")


def test_it_loads_nothing_and_runs_nothing(page: str) -> None:
    loads = Loads()
    loads.feed(page)
    assert loads.found == []
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []
    without_links = re.sub(r'<a href="https?://[^"]*"[^>]*>[^<]*</a>', "", page)
    assert "http" not in without_links


def test_every_section_is_there_with_its_sources(page: str) -> None:
    for section in (
        "summary",
        "scenarios",
        "charts",
        "customs",
        "calibration",
        "tables",
        "assumed",
        "sources",
        "computed",
    ):
        assert f'<section id="{section}"' in page
    assert '<a href="https://example.org/report" rel="noreferrer">' in page
    for section in ("summary", "charts", "customs"):
        text = page.split(f'<section id="{section}"')[1].split("</section>")[0]
        assert '<a href="#source-report">' in text
    assert page.count('role="img"') == page.count("<svg") == page.count("<desc id=") == 4


def test_it_tells_the_run_and_compares_the_scenarios(page: str) -> None:
    assert "5,000 vehicles" in page
    assert "a round date" in page, "assumptions of the scenario are listed"
    assert "+12\u00a0%" in page, "90 predicted in March and April over 80 reported"
    assert "Base: nothing happens" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_renders(
    case: Case, calibration: Calibration, runs: list[ScenarioRun], language: str
) -> None:
    page = render_report(case, calibration, runs, lang=language)
    assert f'<html lang="{language}">' in page


def test_nothing_said_bypasses_the_catalogue(
    case: Case, calibration: Calibration, runs: list[ScenarioRun]
) -> None:
    page = render_report(case, calibration, runs, lang=PSEUDO)
    headings = re.findall(r"<(?:h2|h3|caption|th)[^>]*>([^<]+)</", page)
    titles = {run.scenario.title for run in runs}
    assert [text for text in headings if "⟦" not in text and text not in titles] == []


def test_text_of_the_case_is_only_text(case: Case, calibration: Calibration, runs: list[ScenarioRun]) -> None:
    nasty = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    scenario = make_scenario(nasty)
    regions = tuple(row.model_copy(update={"name_en": nasty}) for row in case.regions)
    evil = Source(source="report", title=nasty, kind="press", url="javascript:alert(1)")
    poisoned = replace(case, tables={**case.tables, "regions": regions}, sources={"report": evil})
    run = replace(runs[1], scenario=scenario)
    page = render_report(poisoned, calibration, [run])
    loads = Loads()
    loads.feed(page)
    assert loads.found == []
    assert 'href="javascript' not in page


def test_without_runs_there_is_no_report(case: Case, calibration: Calibration) -> None:
    with pytest.raises(ValueError, match="no run"):
        render_report(case, calibration, [])


SECRET = {
    "plants.csv": "secret_mill,separating,JPN,The secret mill,777,666,9,,,operating,secret_memo",
    "holdings.csv": "secret_vault,public,JPN,oxide,4321,100,100,5000,secret_memo",
    "prices.csv": "oxide,JPN,2024-01-01,2024-12-31,61.37,calibration,secret quotation,secret_memo",
    "totals.csv": "secret_total,output,everything,AUS,21234,secret_memo",
    "observed.csv": "secret_series,oxide,AUS,JPN,2025-02-01,2025-02-28,987,secret_memo",
    "evidence/sources.csv": "secret_memo,The secret memo,company",
}


def overlay(folder: Path) -> Path:
    for name, row in SECRET.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        header = TABLES[name].splitlines()[0]
        (folder / name).write_text(f"{header}\n{row}\n", encoding="utf-8")
    return folder


def test_confidential_rows_never_appear(tmp_path: Path) -> None:
    case = read_case(write_tiny_case(tmp_path / "tiny"), overlay(tmp_path / "overlay"))
    assert len(case.confidential) == len(SECRET)
    calibration = calibrate(case)
    run = oxide_run(case)
    for language in LANGUAGES:
        page = render_report(case, calibration, [run], lang=language)
        assert "secret" not in page.lower()
        page = re.sub(r"<[^>]*>", "", page.split("<body>")[1])
        for figure in ("4,321", "61.37", "21,234", "21,200", "987"):
            assert figure not in page
    assert "Confidential rows that took part in the calculation: 5." in render_report(
        case, calibration, [run]
    )


def oxide_run(case: Case) -> ScenarioRun:
    rows = [
        ("cars", "JPN", "oxide", dt.date(2025, month, 1), 800.0, 800.0 - missing, 0.0, missing)
        for month, missing in ((1, 0.0), (2, 0.0), (3, 80.0))
    ]
    flows = [("oxide", "AUS", "JPN", "", row[3], 800.0, 800.0, 800.0) for row in rows]
    prices = [("JPN", "oxide", row[3], 60.0, None, None, "ok") for row in rows]
    base_rows = [(*row[:5], 800.0, 0.0, 0.0) for row in rows]
    base = make_outcome("base", served=base_rows, flows=flows, prices=prices)
    outcome = make_outcome("stop", served=rows, flows=flows, prices=prices)
    scenario = Scenario.model_validate(
        {
            "title": "Stop",
            "event": (
                {
                    "kind": "ban",
                    "origin": "AUS",
                    "materials": ("oxide",),
                    "from": dt.date(2025, 3, 1),
                    "source": "report",
                },
            ),
        }
    )
    return ScenarioRun(
        "stop", scenario, base, replace(outcome, summary=summarise(case, scenario, base, outcome)), 1.0
    )


def test_a_case_that_is_not_calibrated_says_so(case: Case, runs: list[ScenarioRun]) -> None:
    assert "This case is not calibrated" in render_report(case, Calibration(BaseYear()), runs)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield found
        found.close()


def test_a_browser_without_network_shows_it_without_complaint(
    page: str, tmp_path: Path, browser: Browser
) -> None:
    file = tmp_path / "report.html"
    file.write_text(page, encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 800})
    tab = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(file.as_uri())
    assert complaints == []
    assert requests == [file.as_uri()]
    assert tab.locator("svg[role=img]").count() == 4
    assert tab.locator("svg").first.bounding_box()["height"] > 100  # type: ignore[index]
    width = tab.evaluate("document.documentElement.scrollWidth")
    assert width <= 1000, "nothing sticks out sideways"
    context.close()
