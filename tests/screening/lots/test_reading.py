"""Documents of lots as they are read: names of the standard, and hostile or broken files."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from didymium.files.problems import InputError
from didymium.screening.lots.events import Content, LotMass
from didymium.screening.lots.reading import read_lots
from lot_documents import NOW, chain, document, entry, event, lot, making, quantity, read


def _problems(data: object) -> list[str]:
    text = data if isinstance(data, bytes) else json.dumps(data).encode()
    with pytest.raises(InputError) as caught:
        read_lots(text, "lots.json", NOW)
    return [str(problem) for problem in caught.value.problems]


def test_an_event_is_read_with_the_names_of_the_standard() -> None:
    made = making(
        2, "2026-02-01", [("A", 100.0)], [("X", 40.0)], ["alloy", "magnet"], "JP", 1,
        transformationID="urn:epc:id:gdti:9521141.00001.1",
        ilmd={"didymium:contents": [{"element": "neodymium", "share": 0.3}]},
        **{"didymium:massTolerance": 0.01, "didymium:accountPeriod": "2026-Q1"},
    )  # fmt: skip
    (found,) = read(made).events

    assert found.kind == "TransformationEvent"
    assert found.time == dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
    assert found.inputs == (LotMass(lot("A"), 100.0),)
    assert found.outputs == (LotMass(lot("X"), 40.0),)
    assert found.stages == ("alloy", "magnet")
    assert found.country == "JPN"
    assert found.custody == "segregated"
    assert (found.tolerance, found.tolerance_stated, found.account) == (0.01, True, "2026-Q1")
    assert found.contents == (Content("neodymium", 0.3),)
    assert found.transformation == "urn:epc:id:gdti:9521141.00001.1"


def test_the_context_may_give_the_extensions_another_prefix() -> None:
    data = document(event("ObjectEvent", "2026-01-10", 1, action="ADD", quantityList=[quantity("A", 1.0)]))
    data["@context"] = [{"own": "urn:didymium:epcis:1:"}]
    data["epcisBody"]["eventList"][0]["own:stage"] = "mine"

    assert read_lots(json.dumps(data).encode(), "lots.json", NOW).events[0].stages == ("mine",)


def test_a_unit_that_is_no_mass_leaves_the_mass_unknown() -> None:
    found = read(event("ObjectEvent", "2026-01-10", 1, action="ADD", quantityList=[quantity("A", 5, "LTR")]))

    assert found.events[0].lots == (LotMass(lot("A"), None),)
    assert found.notes == ("no_mass LTR",)


def test_every_problem_is_named_at_once_with_its_event_and_what_would_be_right() -> None:
    wrong = entry(1, "2026-01-10", "A", -5.0, "mien", "Australia", 1)
    wrong["eventTime"], wrong["eventTimeZoneOffset"] = "2026-01-10T12:00:00", "+9"
    other = event("ObjectEvents", "2026-01-10", 2, action="ADD", quantityList=[quantity("B", 1.0)])
    place = "lots.json, event 1 urn:uuid:00000000-0000-4000-8000-000000000001"

    assert _problems(document(wrong, other)) == [
        f'{place}, eventTime: "2026-01-10T12:00:00" has no time zone '
        '(end it with an offset, like "+09:00", or "Z")',
        f'{place}, eventTimeZoneOffset: "+9" is no time zone offset '
        '(write it like "+09:00", at most 14 hours)',
        f'{place}, quantityList 1, quantity: "-5.0" is negative (a mass or share is 0 or more)',
        f'{place}, ilmd, cbvmda:countryOfOrigin: "Australia" is no country '
        "(write a code of ISO 3166-1, like AU or AUS)",
        f'{place}, stage: "mien" is unknown (did you mean "mine"?)',
        "lots.json, event 2 urn:uuid:00000000-0000-4000-8000-000000000002, type: "
        '"ObjectEvents" is unknown (did you mean "ObjectEvent"?)',
    ]  # fmt: skip


def test_an_event_type_of_others_is_passed_over_and_an_event_id_may_stand_once() -> None:
    foreign = event("https://example.org/OwnEvent", "2026-01-10", 9)
    assert read(foreign).notes == ("other_types",)

    ore = entry(1, "2026-01-10", "A", 1.0, "mine", "AU", 1)
    (problem,) = _problems(document(ore, ore))
    assert "stands twice" in problem


def test_what_has_not_happened_is_no_event() -> None:
    (problem,) = _problems(document(entry(1, "2026-11-02", "A", 1.0, "mine", "AU", 1)))

    assert "lies in the future" in problem
    assert "2026-11-01" in problem


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[" * 200_000, "is nested too deeply"),
        (b'{"a":' * 100_000, "is nested too deeply"),
        (b'{"type": NaN}', "NaN, which is no number"),
        (b'{"type": -Infinity}', "-Infinity, which is no number"),
        (b'{"type": 1e999}', "too large"),
        (b'{"type": ' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"type": 1, "type": 2}', 'the key "type" twice'),
        ("{}".encode("utf-16"), "is not UTF-8"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"", "is no JSON"),
        (b"<epcis/>", "is no JSON"),
        (b"[1, 2]", "is no EPCIS document"),
        (b'{"type": "EPCISDocument"}', "has no eventList"),
        (b'{"type": "EPCISDocument", "schemaVersion": "1.2", "epcisBody": {}}', "other version"),
        (b'{"type": "EPCISDocument", "epcisBody": {"eventList": [7, null, "x"]}}', "is no object"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_in_words(data: bytes, message: str) -> None:
    assert any(message in problem for problem in _problems(data))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("eventTime", "0001-01-01T00:00:00+14:00"),
        ("eventTime", "2026-13-40T99:99:99Z"),
        ("eventTime", 20260110),
        ("eventTimeZoneOffset", "+99:00"),
        ("action", "STEAL"),
        ("quantityList", [{"epcClass": "not a uri", "quantity": 1}]),
        ("quantityList", [{"epcClass": lot("A"), "quantity": "1"}]),
        ("quantityList", [{"epcClass": lot("A"), "quantity": True}]),
        ("quantityList", [{"epcClass": lot("A"), "quantity": 10**400}]),
        ("quantityList", [{"epcClass": lot("A"), "quantity": 1, "uom": "kilo"}]),
        ("quantityList", ["A"]),
        ("quantityList", {}),
        ("epcList", [3]),
        ("bizLocation", "here"),
        ("bizLocation", {"id": "\ud800"}),
        ("ilmd", []),
        ("ilmd", {"didymium:contents": [{"element": "neodymium", "share": 1.5}]}),
        ("ilmd", {"didymium:claims": [{"stage": "mine", "country": "AU", "share": 0.6}] * 2}),
        ("didymium:custodyModel", "trust me"),
        ("didymium:massTolerance", 5),
    ],
)
def test_a_field_of_the_wrong_kind_is_a_problem_and_no_traceback(field: str, value: object) -> None:
    ore = entry(1, "2026-01-10", "A", 1.0, "mine", "AU", 1) | {field: value}

    assert _problems(document(ore))


def test_a_file_is_read_and_one_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "chain.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(document(*chain())).encode())

    assert len(read_lots(path, now=NOW).events) == len(chain())
    with pytest.raises(InputError, match=r"none\.json: cannot be read"):
        read_lots(tmp_path / "none.json")
