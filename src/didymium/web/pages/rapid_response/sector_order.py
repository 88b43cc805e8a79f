"""The order in which sectors are served, as a list whose items move up and down by buttons.

Items move in the browser: the form sends the order that is seen when it is sent.
"""

from __future__ import annotations

from didymium.web.look.forms import choice_field
from didymium.web.look.html import Tag, announce
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import SEPARATOR, YES, ResponseForm, sectors_of

_MOVE = """(event) => {{
    const button = event.currentTarget, item = button.closest("li"), list = item.parentNode;
    const other = {neighbour};
    if (!other) return;
    {act};
    const items = [...list.children];
    document.getElementById("{field}").value = items.map((one) => one.dataset.sector).join("{separator}");
    document.getElementById("{said}").textContent =
        `${{item.dataset.name}}: ${{items.indexOf(item) + 1}} / ${{items.length}}`;
    button.focus();
}}"""
_WAYS = {
    "up": ("↑", "item.previousElementSibling", "list.insertBefore(item, other)"),
    "down": ("↓", "item.nextElementSibling", "list.insertBefore(other, item)"),
}


class SectorOrder:
    """Draws the list inside the form around it."""

    def __init__(self, visit: Visit, form: ResponseForm) -> None:
        words, usual = visit.words, sectors_of(visit.server.case)
        answers = {"": words("web.response.by_order"), YES: words("web.response.by_value")}
        choice_field(words("web.response.who_first"), "by_value", answers, YES if form.by_value else "")
        ordered = (*form.first, *(name for name in usual if name not in form.first))
        held = Tag("input", type="hidden", name="sectors", value=SEPARATOR.join(ordered))
        held.set(id=f"s{held.id}")
        said = announce("")
        said.set(id=f"s{said.id}")
        label = words("web.response.order")
        scripts = {
            way: _MOVE.format(
                neighbour=neighbour,
                act=act,
                field=f"s{held.id}",
                said=f"s{said.id}",
                separator=SEPARATOR,
            )
            for way, (_, neighbour, act) in _WAYS.items()
        }
        label = words("web.response.order")
        frame = Tag("div", classes="scroll", tabindex="0", role="region", aria_label=label)
        with frame, Tag("ol", classes="sector-order"):
            for sector in ordered:
                name = words.sector(sector)
                with Tag("li", data_sector=sector, data_name=name), Tag("div", classes="row"):
                    Tag("span", name)
                    for way, script in scripts.items():
                        said_of = words(f"web.response.{way}", sector=name)
                        made = Tag(
                            "button", _WAYS[way][0], classes="button small", type="button", aria_label=said_of
                        )
                        made.on("click", js_handler=script)
