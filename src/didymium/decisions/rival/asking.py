"""A question about a rival: which file, which policies, another aim if one is wanted, how many moves."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from didymium.case.case import Case
from didymium.decisions.rival.checks import check_rival
from didymium.decisions.rival.playing import refuse_wrong
from didymium.decisions.rival.reading import FOLDER, list_rivals, read_rival
from didymium.decisions.rival.schema import Rival
from didymium.files.problems import InputError, Problem

Weight = Literal["revenue", "income", "share", "harm"]
"""What an aim weighs; what shares and harm are counted of is the file's to say."""
WEIGHTS: tuple[Weight, ...] = get_args(Weight)
OWN_AIM = "assumed: weights given with the question"
MOST_EVALUATIONS = 100_000


class RivalRequest(BaseModel):
    """What is asked about a rival."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, allow_inf_nan=False)

    rival: Annotated[str, Field(max_length=1000)] = ""
    """Rival file of the case by name, or the path of one; blank: the case's first."""
    policies: Annotated[tuple[str, ...], Field(max_length=100)] = ()
    """Policies of the file that are looked at; blank: all. No policy at all always is."""
    aim: Mapping[Weight, Annotated[float, Field(ge=-1e9, le=1e9)]] = Field(default_factory=dict)
    """Weights of the rival's aim in place of all those of the file; blank: the file's."""
    evaluations: Annotated[int, Field(ge=2, le=MOST_EVALUATIONS)] | None = None
    """Moves tried at most against each policy; blank: as many as the file says."""
    again: bool = False
    """Whether the alliance moves once more, and the rival after it."""
    recheck: bool = True
    """Whether replies are worked out once more on the file's finer division of time."""

    @property
    def is_whole(self) -> bool:
        """Whether it asks for the game of the file as it stands, which may be recorded."""
        return not self.policies and not self.aim and self.evaluations is None


def rival_asked(case: Case, request: RivalRequest) -> tuple[str, Rival]:
    """Return the name of the file that a question is about, and the rival with the aim that is asked for.

    Raises:
        InputError: With everything that is wrong with the file or the question.
    """
    named = request.rival or next(iter(list_rivals(case)), "")
    if not named:
        remedy = f"write {FOLDER}/NAME.toml into its folder"
        raise InputError([Problem(case.settings.name, "has no rival file", remedy=remedy)])
    rival = read_rival(case, named)
    problems: list[Problem] = []
    if request.aim:
        rival = _aiming(rival, request.aim)
        problems += [
            Problem(
                " ".join(("--aim", *map(str, found.path[1:]))),
                found.message,
                None,
                None,
                found.value,
                found.remedy,
            )
            for found in check_rival(case, rival)
        ]
    try:
        refuse_wrong(rival, request.policies, request.again)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(problems)
    return Path(named).stem, rival


def _aiming(rival: Rival, weights: Mapping[Weight, float]) -> Rival:
    """Return a rival that wants something else."""
    weighed: dict[str, object] = {name: weights.get(name, 0.0) for name in WEIGHTS}
    aim = rival.aim.model_copy(update={**weighed, "source": OWN_AIM})
    return rival.model_copy(update={"aim": aim})
