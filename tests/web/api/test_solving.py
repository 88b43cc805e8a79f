"""A solve by the API is the solve of the command line."""

from __future__ import annotations

import json
import threading

import pytest
from structlog.testing import capture_logs

from asgi_client import TestClient
from didymium.market.solver import SolverError
from didymium.scenario.reading import read_scenario
from didymium.views.service import solve_scenario
from didymium.web.api import solving
from didymium.web.server import Server

STOP = {
    "kind": "ban", "origin": "AUS", "materials": ["oxide"], "from": "2025-04-04", "announced": "2025-04-01",
    "source": "report",
}  # fmt: skip


def scenario(until: str | None = None, **more: object) -> dict[str, object]:
    """Return a scenario in which nothing leaves until a day."""
    return {
        "title": f"Nothing leaves until {until}",
        "profile": "live",
        "event": [{**STOP, "until": until}],
        **more,
    }


def lost(answer: dict[str, object]) -> float:
    """Return the tonnes that are missing over a run."""
    return sum(row["missing_t"] for row in answer["tables"]["losses"])  # type: ignore[index]


def test_the_numbers_are_the_command_lines(server: Server, client: TestClient) -> None:
    """Whoever repeats a solve with the file that the API gives gets the same summary, manifest and prices."""
    order = {"scenario": "brief", "tables": ["prices", "losses", "base/prices"]}
    answer = client.post("/api/solve", json=order).json()
    run = solve_scenario(server.case, server.calibration, "brief", read_scenario(server.case, "brief"))
    assert answer["summary"] == json.loads(json.dumps(dict(run.outcome.summary), default=str))
    assert answer["manifest"] == json.loads(json.dumps(dict(run.outcome.manifest), default=str))
    for name, table in (("prices", run.outcome["prices"]), ("base/prices", run.base["prices"])):
        stated = json.loads(table.write_json())
        assert [row["price_usd_per_kg"] for row in answer["tables"][name]] == pytest.approx(
            [row["price_usd_per_kg"] for row in stated], rel=1e-9
        )
        assert [(row["region"], row["material"], row["period"]) for row in answer["tables"][name]] == [
            (row["region"], row["material"], row["period"]) for row in stated
        ]


def test_a_scenario_in_full_is_the_same_as_its_name(client: TestClient) -> None:
    """What a name stands for, what the API gives for it, and what was saved of it have one answer."""
    given = client.get("/api/scenarios/brief").json()
    key = client.post("/api/scenarios", json=given).json()["name"]
    answers = [
        client.post("/api/solve", json={"scenario": asked, "tables": ["losses"]}).json()
        for asked in ("brief", given, key)
    ]
    assert lost(answers[0]) > 0
    assert [lost(answer) for answer in answers] == pytest.approx([lost(answers[0])] * 3)
    peaks = [answer["summary"]["prices"][0]["peak_usd_per_kg"] for answer in answers]
    assert peaks == pytest.approx([peaks[0]] * 3)


def test_instruments_of_the_case_may_be_included(client: TestClient) -> None:
    """The answer to a scenario that includes a file is that of one in which its tables are written out."""
    stocks = client.get("/api/scenarios/stocks").json()["instrument"]
    included, written, without = (
        client.post("/api/solve", json={"scenario": asked, "tables": ["stocks"]}).json()
        for asked in (scenario(include=["stocks"]), scenario(instrument=stocks), scenario())
    )
    levels = [
        [row["level_t"] for row in answer["tables"]["stocks"]] for answer in (included, written, without)
    ]
    assert levels[0] == pytest.approx(levels[1])
    assert levels[0] != pytest.approx(levels[2])


def test_each_of_two_at_once_gets_their_own_answer(server: Server, client: TestClient) -> None:
    """One person's two requests do not take each other back, and nobody is given another's answer."""
    ends = ["2025-05-31", "2025-06-30", "2025-07-31", None]
    alone = [
        lost(client.post("/api/solve", json={"scenario": scenario(end), "tables": ["losses"]}).json())
        for end in ends
    ]
    server.engine = type(server.engine)(server.case, server.calibration)
    found: dict[str | None, float] = {}

    def ask(end: str | None) -> None:
        order = {"scenario": scenario(end), "tables": ["losses"]}
        found[end] = lost(client.post("/api/solve", json=order).json())

    threads = [threading.Thread(target=ask, args=(end,)) for end in reversed(ends)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert alone == sorted(alone)
    assert alone[0] < alone[-1]
    assert [found[end] for end in ends] == pytest.approx(alone)


def test_long_profiles_are_for_jobs(client: TestClient) -> None:
    """A profile that takes long is refused at once, and the refusal says what to do instead."""
    answer = client.post("/api/solve", json={"scenario": "stop"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        'body, column profile: "shock" is not solved at once '
        "(ask for live, or submit it as a job: POST /api/jobs)"
    )
    assert client.post("/api/solve", json={"scenario": "stop", "profile": "live"}).status_code == 200


def test_everything_wrong_is_said_at_once(client: TestClient) -> None:
    """A wrong scenario is refused with every problem, in the words of the command line."""
    wrong = scenario(profile="shock")
    wrong["event"] = [{**STOP, "origin": "AUSS"}, {**STOP, "materials": ["oxid"], "source": "nobody"}]
    answer = client.post("/api/solve", json={"scenario": wrong})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    found = {(problem["column"], problem["value"]): problem for problem in answer.json()["problems"]}
    assert found[("scenario event 1 origin", "AUSS")]["message"] == "is not in regions.csv"
    assert found[("scenario event 1 origin", "AUSS")]["remedy"] == 'did you mean "AUS"?'
    assert ("scenario event 2 materials", "oxid") in found
    assert ("profile", "shock") in found


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"scenario": "brief", "tables": ["price"]}, '"price" is no table of an outcome'),
        ({"scenaro": "brief"}, 'scenaro: is unknown (did you mean "scenario"?)'),
        ({"scenario": "brief", "tables": ["prices"] * 11}, "has too many entries (at most 10)"),
        ({"scenario": "brief", "profile": 5}, '"5" is not text'),
        ({"scenario": {"title": "x", "event": [{**STOP, "from": "4 April"}]}}, '"4 April" is not a date'),
        ({"scenario": {"title": "x", "event": [{**STOP, "kind": "bann"}]}}, 'did you mean "ban"?'),
    ],
)
def test_wrong_orders_are_refused_in_words(client: TestClient, order: object, words: str) -> None:
    """No message is the library's own."""
    answer = client.post("/api/solve", json=order)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]


def test_too_many_rows_are_refused_in_words(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer does not grow beyond its bound; the refusal says how large it would be."""
    monkeypatch.setattr(solving, "MOST_ROWS", 10)
    answer = client.post("/api/solve", json={"scenario": "brief", "tables": ["prices", "flows"]})
    assert answer.status_code == 422
    assert "rows together, more than 10 (ask for fewer, or submit a job)" in answer.json()["detail"]


def test_a_late_answer_is_a_refusal_with_a_time_to_come_again(
    server: Server, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for a crowded solver is told so, and when to come again."""
    monkeypatch.setattr(solving, "LONGEST_SECONDS", 0.05)
    opened = threading.Event()
    monkeypatch.setattr(server.engine, "solve", lambda *_: opened.wait(10))
    answer = client.post("/api/solve", json={"scenario": "brief"})
    opened.set()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "submit a job" in answer.json()["detail"]


def test_a_full_desk_is_a_refusal(
    server: Server, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crowd is turned away, not lined up without end."""
    monkeypatch.setattr(server.desk, "most_waiting", 0)
    answer = client.post("/api/solve", json={"scenario": "brief"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_program_without_an_answer_says_why(
    server: Server, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words are those of the command line."""

    def fails(*_: object) -> None:
        raise SolverError("infeasible", "these cannot hold together: supply and demand")

    monkeypatch.setattr(server.engine, "solve", fails)
    answer = client.post("/api/solve", json={"scenario": "brief"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == (
        "Nothing leaves: no answer. these cannot hold together: supply and demand"
    )


def test_what_nobody_foresaw_is_logged_and_not_shown(
    server: Server, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The refusal names a reference, and nothing of what happened."""

    def fails(*_: object) -> None:
        raise RuntimeError("what nobody may see")

    monkeypatch.setattr(server.engine, "solve", fails)
    with capture_logs() as written:
        answer = client.post("/api/solve", json={"scenario": "brief"})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    words, _, reference = answer.json()["detail"].rpartition(" ")
    assert words.endswith("the log of the server says what, under")
    assert [(entry["reference"], entry["exc_info"]) for entry in written] == [(reference, True)]
    assert "nobody may see" not in answer.text
