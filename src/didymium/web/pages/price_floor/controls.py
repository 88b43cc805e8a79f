"""The form of the page: material, floor, club, first day, price war, designs."""

from __future__ import annotations

import math

from nicegui.events import GenericEventArguments

from didymium.decisions.floors.usual import base_price, first_floor
from didymium.market.base_year import BaseYear
from didymium.web.lab.choices import choices_of
from didymium.web.look.forms import choice_field, send_button, text_field
from didymium.web.look.html import Tag
from didymium.web.look.visit import Visit
from didymium.web.pages.price_floor.asked import SETS, FloorForm

MOST_OF_PRICE = 4
"""The slider ends at so many times the base price; the field beside it takes any price."""
STEPS = 100


class Controls:
    """Draws the controls inside the form around it."""

    def __init__(self, visit: Visit, form: FloorForm) -> None:
        self._visit = visit
        words, choices = visit.words, choices_of(visit.server.case)
        materials = dict.fromkeys((*choices.floor_materials, form.material))
        named = {name: words.material(name) for name in materials}
        chosen = choice_field(words("label.material"), "material", named, form.material)
        chosen.on("change", self._turn, js_handler="(e) => emit(e.target.value)")
        self._floor(form)
        clubs = {name: words.region(name) for name in dict.fromkeys((*choices.clubs, form.club))}
        choice_field(words("web.floor.club"), "club", clubs, form.club)
        text_field(words("web.floor.from"), "from", form.begin, kind="date")
        with Tag("details", open=bool(form.dumping), classes="field"):
            Tag("summary", words("web.floor.war"))
            hint = words("web.floor.dumping_hint")
            text_field(
                words("web.floor.dumping"),
                "dumping",
                form.dumping,
                kind="number",
                hint=hint,
                min=0,
                step="any",
            )
            origins = {
                "": words("web.floor.largest"),
                **{name: words.region(name) for name in choices.origins},
            }
            choice_field(words("web.floor.origin"), "origin", origins, form.origin)
        sets = {name: words(f"web.floor.designs_{name or 'three'}") for name in SETS}
        choice_field(words("web.floor.designs"), "designs", sets, form.designs)
        send_button(words("web.floor.compare"))

    def _floor(self, form: FloorForm) -> None:
        """The floor as a slider and as a number, each moving the other in the browser."""
        words = self._visit.words
        with Tag("div", classes="field") as frame:
            bar = f"s{frame.id}"
            Tag("label", words("web.floor.floor"), for_=bar)
            self._slider = Tag("input", id=bar, type="range", value=form.floor)
            self._slider.set(**self._bounds(form.material))
        self._number = text_field(
            words("web.floor.floor_number"), "floor", form.floor, kind="number",
            hint=self._hint(form.material), min=0, step="any",
        )  # fmt: skip
        number = self._number._props["id"]
        # The form sends the field, so that the slider bounds nobody.
        for control, other in ((self._slider, number), (self._number, bar)):
            copied = f"(e) => {{ document.getElementById('{other}').value = e.target.value }}"
            control.on("input", js_handler=copied)

    @property
    def _base(self) -> BaseYear:
        return self._visit.server.calibration.base

    def _hint(self, material: str) -> str:
        words = self._visit.words
        return words("web.floor.base_price", price=words.price(base_price(self._base, material), material))

    def _bounds(self, material: str) -> dict[str, float]:
        most = MOST_OF_PRICE * base_price(self._base, material)
        step = 10 ** math.floor(math.log10(most / STEPS)) if most > 0 else 1
        return {"min": 0, "max": math.ceil(most / step) * step, "step": step}

    def _turn(self, event: GenericEventArguments) -> None:
        """Another material: another range, and a floor to begin with."""
        material = str(event.args)
        if material not in {row.material for row in self._visit.server.case.materials}:
            return
        floor = f"{first_floor(self._visit.server.case, self._base, material):g}"
        self._slider.set(**self._bounds(material), value=floor)
        self._number.set(value=floor)
