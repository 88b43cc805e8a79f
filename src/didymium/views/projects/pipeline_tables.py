"""Tables of what is known of projects: what each makes, costs and when; who is behind it; every fact."""

from __future__ import annotations

from collections.abc import Iterator

from didymium.decisions.projects.known import TOPICS, Fact
from didymium.indicators.roles import critical_materials
from didymium.views.evidence.disagreements_view import overview
from didymium.views.evidence.facts_view import origin
from didymium.views.evidence.speaking import Speaker
from didymium.views.projects.data import partner_names, said_of
from didymium.views.projects.naming import material_list, millions, month, plain, projects_table, share, span
from didymium.views.projects.view import Listed, ProjectsView
from didymium.views.result_tables import Table
from didymium.views.wording import Words, number

MOST_PRODUCTS = 3
"""Products that the list of projects names."""


def pipeline_table(view: ProjectsView, language: str) -> Table:
    """A line for each project: what it makes, where, how far it is, what it costs and when it comes."""
    words = view.speaker(language).words
    rows = [
        (
            row.candidate.project.name_in(words.language),
            words.region(row.candidate.project.region),
            words(f"projects.status.{row.candidate.project.status}"),
            words("list.comma").join(stage_name(words, name) for name in row.candidate.stages),
            made_text(words, row, None if view.in_full else MOST_PRODUCTS),
            millions(row.candidate.capital_usd),
            month(row.candidate.timeline.decision),
            span(row.candidate.timeline.first_product),
        )
        for row in view.rows
    ]
    columns = ("project", "region", "status", "stage", "makes", "capital", "decision", "first_product")
    return projects_table(words, "pipeline", columns, rows, note=words("projects.note.pipeline"))


def made_text(words: Words, row: Listed, most: int | None = None) -> str:
    """List what a project makes, critical materials first, of many the first ``most``."""
    critical = critical_materials(row.case)
    made = sorted(row.candidate.capacity_t_per_year.items(), key=lambda item: item[0] not in critical)
    text, left = material_list(words, dict(made[:most])), len(made) - len(made[:most])
    return words("projects.made_more", list=text, count=left) if left else text


def capacity_table(view: ProjectsView, language: str) -> Table:
    """What each project makes and buys at full capacity, material by material."""
    words = view.speaker(language).words
    rows = [
        (
            row.candidate.project.name_in(words.language), words.material(name), words(f"projects.{kind}"),
            number(t),
        )
        for row in view.rows
        for kind, tonnes in (
            ("makes", row.candidate.capacity_t_per_year), ("buys", row.candidate.bought_t_per_year),
        )
        for name, t in tonnes.items()
    ]  # fmt: skip
    columns = ("project", "material", "what", "t_per_year")
    return projects_table(words, "capacities", columns, rows, ("t_per_year",))


def stage_name(words: Words, stage: str) -> str:
    """Name of a stage of the chain."""
    known = f"stage.{stage}"
    return words(known) if known in words.catalogue.messages else stage.replace("_", " ")


def who_table(view: ProjectsView, language: str) -> Table:
    """A line for each project: owners, partners, offtakes, support, the agreement that names it, and on how
    many points sources disagree.
    """
    words = view.speaker(language).words
    columns = ("project", "stakes", "partners", "offtakes", "support", "agreement", "disagree")
    rows = [_who(view, language, row) for row in view.rows]
    return projects_table(words, "who", columns, rows, ("disagree",), words("projects.note.who"))


def _who(view: ProjectsView, language: str, row: Listed) -> tuple[str, ...]:
    speaker = view.speaker(language, row.case)
    project, known = row.candidate.project, row.known
    stakes = [f"{speaker.name(one.holder)} {share(one.share)}" for one in row.candidate.stakes]
    listed = ["; ".join(stakes)]
    for found in (
        partner_names(speaker, known) if known else [],
        said_of(speaker, known.facts["offtakes"]) if known else [],
        said_of(speaker, known.facts["support"]) if known else [],
    ):
        listed.append("; ".join(found))
    agreement = speaker.name(project.agreement) if project.agreement else ""
    return (
        project.name_in(speaker.language),
        *(text or "–" for text in listed),
        agreement or "–",
        str(len(known.disagreements)) if known else "–",
    )


def disagreement_table(view: ProjectsView, language: str) -> Table:
    """A line for each point on which sources of a project disagree."""
    tables = []
    for case in view.cases:
        own = [row.known for row in view.rows if row.case is case and row.known]
        found = [item for known in own for item in known.disagreements]
        tables.append(overview(view.speaker(language, case), found, {}))
    title = view.speaker(language).words("projects.table.disagreements")
    rows = tuple(row for table in tables for row in table.rows)
    return Table(title, tables[0].headers, rows, tables[0].right)


def timing_table(view: ProjectsView, language: str) -> Table:
    """A line for each project: lead time with its share of permits, ramp, life, chance."""
    words = view.speaker(language).words
    rows = [
        (
            row.candidate.project.name_in(words.language),
            f"{plain(row.candidate.lead_months.mode)} ({plain(row.candidate.lead_months.low)}"
            f"–{plain(row.candidate.lead_months.high)})",
            share(row.candidate.project.permitting_share),
            span(row.candidate.timeline.permitted),
            span(row.candidate.timeline.full_output),
            span(row.candidate.timeline.end),
            plain(row.candidate.project.life_years),
            share(row.candidate.project.success_share),
        )
        for row in view.rows
    ]
    columns = ("project", "lead", "permits", "permitted", "full_output", "end", "life", "success")
    return projects_table(words, "timing", columns, rows, ("lead", "permits", "life", "success"))


def fact_tables(view: ProjectsView, language: str, row: Listed) -> Iterator[Table]:
    """Yield every fact on a project, by topic, each with its source."""
    speaker = view.speaker(language, row.case)
    for topic in TOPICS:
        facts = row.known.facts[topic] if row.known else ()
        if facts:
            cells = [_fact(speaker, fact) for fact in facts]
            named = speaker.words(
                "projects.topic_of",
                project=row.candidate.project.name_in(speaker.language),
                topic=speaker.words(f"projects.topic.{topic}"),
            )
            columns = ("what", "said", "date", "source")
            table = projects_table(speaker.words, "facts", columns, cells)
            yield Table(named, table.headers, table.rows, table.right)


def _fact(speaker: Speaker, fact: Fact) -> tuple[str, ...]:
    what = f"{speaker.name(fact['subject'])}: {speaker.about(fact)}"
    return what, speaker.value(fact), speaker.date(fact), origin(speaker, fact)


def provision_table(view: ProjectsView, language: str) -> Table:
    """A line for each part of an agreement that names a project."""
    speaker = view.speaker(language)
    rows = [
        (
            row.candidate.project.name_in(speaker.language),
            view.speaker(language, row.case).name(agreement),
            provision.number,
            provision.title.in_language(speaker.language),
        )
        for row in view.rows
        if row.known
        for agreement, provision in row.known.provisions
    ]
    columns = ("project", "agreement", "number", "provision")
    return projects_table(speaker.words, "provisions", columns, rows)
