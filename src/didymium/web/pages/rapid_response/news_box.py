"""The box for news: rows of a CSV file, pasted or chosen, with which the plan is made again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from didymium.decisions.response.news import KINDS, NEEDED, News
from didymium.web.look.forms import send_button, sent_form
from didymium.web.look.html import Tag, field
from didymium.web.look.visit import Visit
from didymium.web.pages.rapid_response.asked import LONGEST_NEWS, MOST_ROUNDS, ResponseForm

COLUMNS = tuple(News.model_fields)
_READ_INTO = """async (event) => {{
    const file = event.target.files[0], box = document.getElementById("{box}");
    if (file) box.value = await file.slice(0, {longest} + 1).text();
}}"""


class NewsBox:
    """Draws the box; ``act`` gets the text of the rows when they are sent."""

    def __init__(self, visit: Visit, form: ResponseForm, act: Callable[[str], Awaitable[None]]) -> None:
        self._visit, self._form, self._act = visit, form, act

    def show(self) -> None:
        """Draw it."""
        words = self._visit.words
        Tag("h2", words("web.response.news"))
        if len(self._form.news) >= MOST_ROUNDS:
            Tag("p", words("web.response.news_full", most=MOST_ROUNDS), classes="notice")
            return
        Tag("p", words("web.response.news_lead"))
        with Tag("details", classes="quiet"):
            Tag("summary", words("web.response.news_columns"))
            with Tag("ul"):
                for kind in KINDS:
                    with Tag("li"):
                        Tag("code", kind)
                        said = words(f"web.response.news_{kind}", columns=", ".join(NEEDED[kind]))
                        Tag("span", f" {said}")
        with sent_form(self._send):
            box = field(
                words("web.response.news_rows"),
                lambda identifier: Tag(
                    "textarea",
                    id=identifier,
                    name="news",
                    rows=5,
                    maxlength=LONGEST_NEWS,
                    spellcheck="false",
                    placeholder=",".join(COLUMNS),
                ).style("width:100%;font-family:monospace;font-size:.85rem"),
                words("web.response.news_hint", columns=",".join(COLUMNS)),
            )
            chosen = field(
                words("web.response.news_file"),
                lambda identifier: Tag("input", id=identifier, type="file", accept=".csv"),
            )
            script = _READ_INTO.format(box=box._props["id"], longest=LONGEST_NEWS)
            chosen.on("change", js_handler=script)
            send_button(words("web.response.plan_again"))
        self._said = Tag("p", "", classes="problems", role="status", aria_live="polite", id="news-said")

    async def _send(self, given: dict[str, str]) -> None:
        text = given.get("news", "")
        if not text.strip():
            self._said.say(self._visit.words("web.response.news_blank"))
            return
        await self._act(text if text.lstrip().startswith("date") else f"{','.join(COLUMNS)}\n{text}")
