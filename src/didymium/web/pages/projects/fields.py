"""Fields that the forms of the page share."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from didymium.web.look.forms import text_field
from didymium.web.look.html import Tag, field, slider
from didymium.web.look.visit import Visit
from didymium.web.pages.projects.asked import CASE, Form

STEPS = 50
"""A price moves by a power of ten, at most one part in so many of what is usual."""


def boxes(
    legend: str, prefix: str, names: Iterable[str], ticked: Iterable[str], said: Callable[[str], str]
) -> None:
    """Draw a box to tick for each name."""
    here = set(ticked)
    with Tag("fieldset"):
        Tag("legend", legend)
        for name in dict.fromkeys((*names, *ticked)):
            with Tag("label", classes="check"):
                Tag("input", type="checkbox", name=f"{prefix}{name}", checked=name in here)
                Tag("span", said(name))


def case_boxes(visit: Visit, form: Form) -> None:
    """Draw a box for each case; without a tick the server's own is meant."""
    cases = visit.server.projects.cases
    ticked = form.names("cases") or cases.names[:1]
    boxes(visit.words("web.projects.cases"), CASE, cases.names, ticked, lambda name: name.replace("_", " "))


def number_field(
    visit: Visit, form: Form, name: str, *, least: float = 0, most: float, hint: bool = False
) -> None:
    """Draw a number."""
    words = visit.words
    text_field(
        words(f"web.projects.{name}"),
        name,
        form[name],
        kind="number",
        hint=words(f"web.projects.{name}_hint") if hint else "",
        min=least,
        max=most,
        step="any",
    )


def tick(visit: Visit, form: Form, name: str) -> None:
    """Draw a box to tick."""
    with Tag("label", classes="check"):
        Tag("input", type="checkbox", name=name, value="yes", checked=form[name] == "yes")
        Tag("span", visit.words(f"web.projects.{name}"))


def price_slider(visit: Visit, form: Form, name: str, material: str, ends: tuple[float, float]) -> None:
    """Draw the price of a material from a range, multiples of its usual one, as a slider that says its value;
    it is sent with the form.
    """
    words, usual = visit.words, float(form.usual[name])
    step = 10.0 ** math.floor(math.log10(usual / STEPS))
    low, high = (round(round(usual * end / step) * step, 9) for end in ends)

    def said(value: float) -> str:
        if visit.server.case.unit_read(material, "price"):
            return words.price(value, material)
        return words("web.projects.usd_per_kg", price=f"{value:g}")

    try:
        value = min(max(float(form[name]), low), high)
    except ValueError:
        value = float(form.usual[name])

    def tell(moved: float) -> None:
        shown.say(said(moved))
        if isinstance(made, Tag):
            made.set(aria_valuetext=said(moved))

    def control(identifier: str) -> Tag:
        return slider(identifier, low, high, step, value, said(value), tell, tell).set(name=name)

    label = words(f"web.projects.{name}", material=words.inside(words.material(material)))
    made = field(label, control)
    shown = Tag("p", said(value), classes="quiet")
