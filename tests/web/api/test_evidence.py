"""Evidence by the API: the records of the command line, by the page, and nothing that is confidential."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from asgi_client import TestClient
from didymium.evidence.questions.disagreements import find_disagreements
from didymium.evidence.questions.querying import Lexicon, Query, find_facts
from didymium.views.evidence.facts_view import fact_record
from didymium.web.server import Server
from web_servers import browser, close, make_api, make_server, small_case


def test_facts_are_the_command_lines(server: Server, client: TestClient) -> None:
    """The same question has the same facts in the same order, in any language."""
    speaker = server.speaker("ko")
    lexicon = Lexicon(speaker.evidence)
    query = Query(
        {"measure": lexicon.identifiers(["import_share"])},
        tuple(lexicon.meaning(["日本"])),
        dt.date(2010, 1, 1),
    )
    stated = [fact_record(speaker, row) for row in find_facts(speaker.evidence, query).iter_rows(named=True)]
    asked = {"words": "日本", "measure": "import_share", "from": "2010-01-01", "lang": "ko", "limit": 200}
    answer = client.get("/api/facts", params=asked).json()
    assert answer["total"] == len(stated) > 3
    assert answer["items"] == json.loads(json.dumps(stated[:200], default=str))
    assert client.get(f"/api/facts/{stated[0]['fact']}?lang=ko").json() == answer["items"][0]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/api/facts?words=japan&limit=200", "fact"),
        ("/api/sources?limit=150", "source"),
        ("/api/agreements?limit=7", "agreement"),
        ("/api/rules?limit=3", "rule"),
        ("/api/cases/tiny/tables/plants?limit=2", "place"),
    ],
)
def test_pages_cover_everything_once(client: TestClient, address: str, name: str) -> None:
    """Whoever follows the links forth sees each entry once, and back as many."""
    total, seen, path = client.get(address).json()["total"], [], address
    while path:
        answer = client.get(path)
        seen += [item[name] for item in answer.json()["items"]]
        last, path = path, answer.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == total
    back = 0
    while last:
        answer = client.get(last)
        back, last = back + len(answer.json()["items"]), answer.links.get("prev", {}).get("url", "")
    assert back == total


def test_every_word_that_means_nothing_is_named(client: TestClient) -> None:
    """All of them at once, each with what may have been meant."""
    answer = client.get("/api/facts?words=japn&measure=prce&source=nobody&foo=1")
    assert answer.status_code == 422
    answer = client.get("/api/facts?words=japn&measure=prce")
    assert [(item["column"], item["value"], item["remedy"]) for item in answer.json()["problems"]] == [
        ("words", "japn", 'did you mean "japan"?'),
        ("measure", "prce", 'did you mean "price"?'),
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("offset=-1", '"-1" must be at least 0'),
        ("limit=201", '"201" must be at most 200'),
        ("limit=many", '"many" is not a whole number'),
        ("date=0", '"0" is not a date (write it like 2025-04-04)'),
        ("date=2025-01-01&from=2024-01-01", "is one day: leave out from and until"),
        ("from=2025-01-01&until=2024-01-01", "lies before from 2025-01-01"),
        ("lang=fr", 'lang: "fr" is not among the choices'),
        ("frm=2025-01-01", 'frm: is unknown (did you mean "from"?)'),
        ("words=", "is blank"),
        ("limit=0&lang=fr&frm=x", "must be at least 1"),
    ],
)
def test_wrong_questions_are_refused_in_words(client: TestClient, query: str, words: str) -> None:
    """As the command line would say it."""
    answer = client.get(f"/api/facts?{query}")
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert len(answer.json()["problems"]) == (3 if query.endswith("frm=x") else 1)


def test_disagreements_are_all_there(server: Server, client: TestClient) -> None:
    """As many as the evidence holds; fewer about one thing, each with a fact about it."""
    total = client.get("/api/disagreements?limit=1").json()["total"]
    assert total == len(find_disagreements(server.speaker("en").evidence))
    about = client.get("/api/disagreements?words=japan").json()
    assert 0 < about["total"] < total
    assert all(
        any("JPN" in (fact["subject"], fact["region"], fact["partner"]) for fact in item["facts"])
        for item in about["items"]
    )


def test_agreements_stand_as_they_stood_on_a_day(client: TestClient) -> None:
    """On a day nothing signed later is known, and deadlines count from that day."""
    early = client.get("/api/agreements?as_of=2025-11-01&limit=200").json()
    late = client.get("/api/agreements?as_of=2026-06-01&limit=200").json()
    assert 0 < early["total"] < late["total"]
    assert all(item["signed"] <= "2025-11-01" for item in early["items"])
    newest = max(late["items"], key=lambda item: item["signed"])["agreement"]
    assert client.get(f"/api/agreements/{newest}?as_of=2026-06-01").status_code == 200
    assert client.get(f"/api/agreements/{newest}?as_of=2025-11-01").status_code == 404
    due = client.get("/api/deadlines?as_of=2026-06-01&status=due&limit=200").json()["items"]
    assert due == sorted(due, key=lambda item: item["due"])
    assert all(item["due"] >= "2026-06-01" and item["days"] >= 0 for item in due)


def test_what_has_not_changed_is_not_sent_again(client: TestClient) -> None:
    """A browser that has an answer is told so; nobody between it and the server may keep it."""
    first = client.get("/api/sources?limit=5")
    again = client.get("/api/sources?limit=5", headers={"If-None-Match": first.headers["ETag"]})
    other = client.get("/api/sources?limit=6", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert other.status_code == 200
    assert first.headers["Cache-Control"].startswith("private")


def test_rows_of_tables_name_their_sources(client: TestClient) -> None:
    """A row has its figures, what the table says of their source, and where it stands."""
    rows = client.get("/api/cases/tiny/tables/plants").json()["items"]
    mill = next(row for row in rows if row["values"]["plant"] == "mill")
    assert mill["values"]["capacity_t_per_year"] == 10500
    assert mill["values"]["start"] is None
    assert mill["source"] == "cost_usd_per_kg=assumed: as elsewhere; report"
    assert (mill["sources"], mill["place"]) == (["report"], "plants.csv row 3")


def test_other_cases_are_not_served(client: TestClient) -> None:
    """A case that is not served is not there; the refusal names the one that is."""
    answer = client.get("/api/cases/tyny")
    assert answer.status_code == 404
    assert 'no case "tyny" is served here' in answer.json()["detail"]
    assert "tiny" in answer.json()["detail"]
    assert 'did you mean "plants"?' in client.get("/api/cases/tiny/tables/plant").json()["detail"]


def test_confidential_things_do_not_leave(tmp_path: Path) -> None:
    """Rows, facts and sources that were laid over a case take part in solves and are in no list."""
    case = small_case(tmp_path)
    secret = tmp_path / "secret"
    (secret / "evidence").mkdir(parents=True)
    (secret / "plants.csv").write_text(
        "plant,process,region,name_en,capacity_t_per_year,base_t_per_year,cost_usd_per_kg,start,end,status,source\n"
        "hidden,separating,JPN,Hidden,100,,9,,,operating,letter\n",
        encoding="utf-8",
    )
    (secret / "evidence" / "sources.csv").write_text(
        "source,title,kind\nletter,A letter,company\n", encoding="utf-8"
    )
    server = make_server(tmp_path, case, overlay=secret)
    client = browser(make_api(server))
    assert "hidden" in {row.plant for row in server.case.plants}
    assert "hidden" not in client.get("/api/cases/tiny/tables/plants").text
    assert "hidden" not in client.get("/api/cases/tiny").text
    assert client.get("/api/sources/letter").status_code == 404
    assert client.get("/api/sources?limit=1").json()["total"] == len(server.case.sources) - 1
    close(server)
