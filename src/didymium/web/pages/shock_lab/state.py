"""What a tab of the shock lab looks at: settings, the region and material shown, two pinned scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from didymium.indicators.roles import critical_materials, home_regions
from didymium.web.lab.choices import first_settings
from didymium.web.lab.link import link_of, settings_of
from didymium.web.lab.settings import LabSettings
from didymium.web.look.visit import Visit, today

PINS = ("a", "b")


@dataclass(frozen=True)
class LabState:
    """One view of the lab; a link holds all of it."""

    settings: LabSettings
    region: str
    material: str
    pins: Mapping[str, LabSettings]
    first: LabSettings

    def query(self) -> str:
        """Return the query of the link that leads back here."""
        told = {"region": self.region, "material": self.material}
        told |= {f"pin_{name}": link_of(pinned, self.first) for name, pinned in self.pins.items()}
        return f"{link_of(self.settings, self.first)}&{urlencode(told)}"


def state_of(visit: Visit) -> LabState:
    """Return the view that an address describes.

    Raises:
        InputError: If its settings make no sense.
    """
    case, query = visit.server.case, visit.query
    first = first_settings(case, today())
    regions, materials = [row.region for row in case.regions], [row.material for row in case.materials]
    region, material = query.get("region", ""), query.get("material", "")
    return LabState(
        settings=settings_of(query, first),
        region=region if region in regions else home_regions(case)[0],
        material=material if material in materials else critical_materials(case)[0],
        pins={
            name: settings_of(dict(parse_qsl(query[f"pin_{name}"])), first)
            for name in PINS
            if query.get(f"pin_{name}")
        },
        first=first,
    )
