"""Asking the services: only with a key and the client, and with what their clients' functions take.

The clients are stood in for, since tests call nothing outside; their parameters are those of comtradeapicall
1.3 and wbgapi 1.0."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from didymium.evidence.evidence import Evidence
from didymium.evidence.loaders.surveys import fetch_world_bank
from didymium.evidence.loaders.trade import KEY, fetch_comtrade
from didymium.files.problems import InputError

RECORD = {
    "reporterISO": "JPN", "partnerISO": "CHN", "flowCode": "M", "period": "2024", "cmdCode": "280530",
    "motCode": 0, "partner2Code": 0, "customsCode": "C00", "netWgt": 1000.0, "primaryValue": 5000.0,
}  # fmt: skip


class Frame:
    """What comtradeapicall returns, as far as it is used."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.records = records

    def __len__(self) -> int:
        return len(self.records)

    def to_dict(self, kind: str) -> list[dict[str, Any]]:
        assert kind == "records"
        return self.records


def stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **functions: Any) -> None:
    module = ModuleType(name)
    vars(module).update(functions)
    monkeypatch.setitem(sys.modules, name, module)


def test_comtrade_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY, raising=False)
    with pytest.raises(InputError, match=f"needs a key.*{KEY}"):
        fetch_comtrade("JPN", "2024", "280530")


def test_comtrade_needs_its_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "secret")
    monkeypatch.setitem(sys.modules, "comtradeapicall", None)
    with pytest.raises(InputError, match=r"needs the package comtradeapicall .*didymium\[loaders\]"):
        fetch_comtrade("JPN", "2024", "280530")


def test_comtrade_is_asked_by_number_and_answers_in_facts(
    monkeypatch: pytest.MonkeyPatch, words: Evidence
) -> None:
    """Japan is 392; 1,000 kg from China become a fact of weight and one of value."""
    asked: dict[str, Any] = {}

    def get(key: str, **parameters: Any) -> Frame:
        asked.update(parameters, key=key)
        return Frame([RECORD])

    monkeypatch.setenv(KEY, "secret")
    stand_in(monkeypatch, "comtradeapicall", getFinalData=get)
    loaded = fetch_comtrade("JPN", "2024", "280530")
    assert (asked["key"], asked["reporterCode"], asked["freqCode"]) == ("secret", "392", "A")
    assert [(fact.measure, fact.value, fact.unit) for fact in loaded.facts] == [
        ("imports", "1000", "kg"), ("imports_value", "5000", "usd"),
    ]  # fmt: skip


def test_a_service_that_fails_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def get(key: str, **parameters: Any) -> Frame:
        raise ConnectionError("no route to host")

    monkeypatch.setenv(KEY, "secret")
    stand_in(monkeypatch, "comtradeapicall", getFinalData=get)
    with pytest.raises(InputError, match="gave no answer: ConnectionError: no route"):
        fetch_comtrade("JPN", "2024", "280530")


def test_world_bank_rows_become_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(series: str, time: range, db: int) -> list[dict[str, Any]]:
        assert (series, list(time), db) == ("PV.EST", [2022, 2023], 3)
        return [{"economy": "JPN", "time": f"YR{year}", "value": 1.0} for year in time]

    stand_in(monkeypatch, "wbgapi", data=SimpleNamespace(fetch=fetch))
    loaded = fetch_world_bank(2022, 2023)
    assert [(fact.subject, fact.as_of, fact.value) for fact in loaded.facts] == [
        ("JPN", "2022", "1"), ("JPN", "2023", "1"),
    ]  # fmt: skip
