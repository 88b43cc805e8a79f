"""The shock lab: what its sliders offer, and what they mean as a scenario."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter

from didymium.scenario.schema import Scenario
from didymium.web.api.answers.bodies import documented, posted
from didymium.web.api.answers.kept import kept_of
from didymium.web.api.answers.paging import UNCHANGED, unchanging
from didymium.web.api.answers.parameters import Format, Reader, server_of
from didymium.web.api.answers.refusals import refusals
from didymium.web.api.answers.routes import router_of, text_answer
from didymium.web.api.scenarios import TOML_TYPE, scenario_response
from didymium.web.lab.choices import Choices, choices_of, first_settings
from didymium.web.lab.scenario import NAME, scenario_of
from didymium.web.lab.settings import LabSettings

router = router_of("Shock lab")


class LabRecord(BaseModel):
    """What the shock lab offers."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    choices: Choices
    """What may be chosen."""
    first: LabSettings
    """Where the sliders stand at first."""


@router.get("/lab", response_model=LabRecord, responses=UNCHANGED)
async def lab(request: Request, _: Reader) -> Response:
    """Return what the shock lab offers, and where its sliders stand at first."""
    case, today = server_of(request).case, dt.date.today()

    def make() -> bytes:
        record = LabRecord(choices=choices_of(case), first=first_settings(case, today))
        return record.model_dump_json().encode()

    return unchanging(request, await kept_of(request).answer(("lab", today), make))


@router.post(
    "/lab/scenario",
    response_model=Scenario,
    responses={**refusals(413, 415), **text_answer("The scenario.", TOML_TYPE)},
    openapi_extra=documented("LabSettings"),
)
def lab_scenario(
    request: Request,
    _: Reader,
    settings: Annotated[LabSettings, Depends(posted(TypeAdapter(LabSettings), LabSettings))],
    format: Format = "json",
) -> Response:
    """Return the scenario that settings of the shock lab describe."""
    server = server_of(request)
    find = partial(server.saved.scenario_of, server.case.settings.name)
    scenario = scenario_of(server.case, server.calibration, settings, find=find)
    return scenario_response(scenario, NAME, format)
