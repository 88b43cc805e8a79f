"""The question about a floor that an address or the form asks, and the address and command that ask it."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from didymium.case.case import Case
from didymium.case.usual import usual
from didymium.decisions.floors.asking import checked_question
from didymium.decisions.floors.designs import DESIGNS, FloorQuestion
from didymium.decisions.floors.usual import first_floor
from didymium.files.problems import InputError, Problem
from didymium.web.lab.choices import lab_profile
from didymium.web.server import Server

PATH = "/price-floor"
THREE = ("none", "border_levy", "contract", "purchase")
"""The designs that are compared first."""
SETS: Mapping[str, tuple[str, ...]] = {"": THREE, "all": DESIGNS}


@dataclass(frozen=True)
class FloorForm:
    """The form as it stands: what the parameters of an address say, the rest as the command line has it."""

    material: str
    floor: str
    club: str
    begin: str
    dumping: str = ""
    origin: str = ""
    designs: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """Return it as the parameters of an address."""
        return {
            "material": self.material,
            "floor": self.floor,
            "club": self.club,
            "from": self.begin,
            "dumping": self.dumping,
            "origin": self.origin,
            "designs": self.designs,
        }


def form_of(server: Server, given: Mapping[str, str]) -> FloorForm:
    """Return the form with what is given, the rest as the command line has it."""
    case = server.case
    told = {name: given.get(name, "").strip()[:60] for name in ("material", "floor", "club", "from")}
    first = usual(case)
    material = told["material"] or first.floor_material
    designs = given.get("designs", "")
    return FloorForm(
        material=material,
        floor=told["floor"] or f"{first_floor(case, server.calibration.base, material):g}",
        club=told["club"] or first.floor_club,
        begin=told["from"] or first_day(case).isoformat(),
        dumping=given.get("dumping", "").strip()[:30],
        origin=given.get("origin", "").strip()[:60],
        designs=designs if designs in SETS else "",
    )


def first_day(case: Case) -> dt.date:
    """Return the day from which a floor holds unless another is asked for: a year after the case's."""
    return dt.date(case.settings.start.year + 1, case.settings.start.month, 1)


def question_of(server: Server, form: FloorForm) -> FloorQuestion:
    """Return the question that a form asks.

    Raises:
        InputError: With everything that is wrong with it.
    """
    problems: list[Problem] = []
    floor = _number("--floor", form.floor, problems)
    dumping = _number("--dumping", form.dumping or "0", problems)
    try:
        begin = dt.date.fromisoformat(form.begin)
    except ValueError:
        problems.append(Problem("--from", "is not a date (write 2026-04-01)", value=form.begin))
    if problems:
        raise InputError(problems)
    profile = lab_profile(server.case)
    question = FloorQuestion(form.material, floor, form.club, begin, profile, None, form.origin, dumping)
    return checked_question(server.case, server.calibration.base, question)


def command_of(server: Server, question: FloorQuestion) -> str:
    """Return the command line that gives the same numbers."""
    parts = [
        "didymium", "floor", server.case_argument, "--material", question.material,
        "--floor", f"{question.floor_usd_per_kg:.15g}", "--club", question.club,
        "--from", question.begin.isoformat(), "--profile", question.profile,
    ]  # fmt: skip
    if question.dumping_t_per_year:
        parts += [
            "--dumping",
            f"{question.dumping_t_per_year:.15g}",
            "--dumping-origin",
            question.dumping_origin,
        ]
    if server.overlay_argument is not None:
        parts += ["--overlay", server.overlay_argument]
    return shlex.join([*parts, "--compare"])


def _number(option: str, text: str, problems: list[Problem]) -> float:
    try:
        return float(text)
    except ValueError:
        problems.append(Problem(option, "is not a number", value=text))
        return 0.0
