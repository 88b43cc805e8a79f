"""``case.toml`` names what the tables hold, divides time, and says where its figures come from."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.case.case import Case
from didymium.case.folder import SETTINGS
from didymium.case.names import Target, names_of
from didymium.case.settings import Profile
from didymium.files.problems import Problem


def check_settings(case: Case) -> list[Problem]:
    """Return what is wrong with the settings of a case."""
    return [*_unknown_names(case), *_profiles(case)]


def _unknown_names(case: Case) -> Iterator[Problem]:
    names = names_of(case)
    wanted = [
        ("critical_materials", Target.MATERIAL_OR_GROUP, name) for name in case.settings.critical_materials
    ]
    wanted += [("home_regions", Target.REGION_OR_CLUB, name) for name in case.settings.home_regions]
    for key, target, name in wanted:
        if problem := names.problem(target, name, SETTINGS, None, key):
            yield problem


def _profiles(case: Case) -> Iterator[Problem]:
    profiles = case.settings.profiles
    if not profiles:
        yield Problem(
            SETTINGS, "has no profile", remedy="add [profiles.shock] with months = 18, quarters = 6"
        )
    for name, profile in profiles.items():
        key = f"profiles {name}"
        if _periods(profile) == 0:
            yield Problem(SETTINGS, "has no periods", column=key, remedy="give months, quarters or years")
        elif profile.lead_months > profile.months:
            message = f"has more lead months ({profile.lead_months}) than months ({profile.months})"
            yield Problem(SETTINGS, message, column=key)


def _periods(profile: Profile) -> int:
    return profile.months + profile.quarters + profile.years
