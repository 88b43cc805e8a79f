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
    return [
        *_unknown_names(case), *_usual_members(case), *_usual_scenarios(case), *_profiles(case)
    ]  # fmt: skip


def _unknown_names(case: Case) -> Iterator[Problem]:
    names = names_of(case)
    wanted = [
        ("critical_materials", Target.MATERIAL_OR_GROUP, name) for name in case.settings.critical_materials
    ]
    wanted += [("home_regions", Target.REGION_OR_CLUB, name) for name in case.settings.home_regions]
    for key, target, name in [*wanted, *_usual_names(case)]:
        if problem := names.problem(target, name, SETTINGS, None, key):
            yield problem


def _usual_names(case: Case) -> Iterator[tuple[str, Target, str]]:
    """Yield the names that ``[usual]`` uses, with what each must be."""
    stated = case.settings.usual
    single = {
        "exporter": Target.REGION, "club": Target.REGION_OR_CLUB, "floor_club": Target.REGION_OR_CLUB,
        "floor_material": Target.MATERIAL,
    }  # fmt: skip
    for key, target in single.items():
        if name := getattr(stated, key):
            yield f"usual {key}", target, name
    yield from (("usual sectors", Target.SECTOR, name) for name in stated.sectors)
    for member in stated.members:
        for name in member.rpartition("=")[2].split("+"):
            yield "usual members", Target.REGION_OR_CLUB, name.strip()


def _usual_members(case: Case) -> Iterator[Problem]:
    """Founders and the newcomer are among the members, if these are named."""
    stated = case.settings.usual
    labels = {name.partition("=")[0] for name in stated.members or case.settings.home_regions}
    asked = [*(("founders", name) for name in stated.founders), ("newcomer", stated.newcomer)]
    for key, name in asked:
        if name and name not in labels:
            yield Problem(SETTINGS, "is no member", column=f"usual {key}", value=name)


def _usual_scenarios(case: Case) -> Iterator[Problem]:
    """Scenarios that are named have a file."""
    stated = case.settings.usual
    for key, name in (("scenario", stated.scenario), ("shock", stated.shock)):
        if name and case.path and not (case.path / "scenarios" / f"{name}.toml").is_file():
            yield Problem(SETTINGS, "is not in scenarios/", column=f"usual {key}", value=name)


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
