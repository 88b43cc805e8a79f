"""``didymium facts``, ``didymium disagreements`` and ``didymium sources``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from didymium.cli.case_commands import CaseArgument, JsonOption, OverlayOption
from didymium.cli.console import DEFAULT_CASE, command, echo_json
from didymium.cli.steps import LangOption, check_language, day_of, refuse, speaker_of, writing

if TYPE_CHECKING:
    import polars as pl

    from didymium.case.case import Case
    from didymium.evidence.evidence import Evidence
    from didymium.evidence.questions.querying import Query
    from didymium.views.evidence.speaking import Speaker

CaseOption = Annotated[
    str, typer.Option("--case", metavar="CASE", help="The case whose evidence counts too.")
]
ReplaceOption = Annotated[bool, typer.Option("--replace", help="Let an addition of the same name give way.")]
_Names = list[str] | None
ADD, REMOVE = "add", "remove"


def register(app: typer.Typer) -> None:
    """Add the commands about facts and sources."""
    app.command("facts")(facts)
    app.command("disagreements")(disagreements)
    app.command("sources")(sources)


@command
def facts(
    words: Annotated[
        _Names,
        typer.Argument(
            metavar="[WORDS]",
            help="What they are about, in any language: japan import_share rare_earths. "
            "Or: add --file FILE, remove NAME.",
        ),
    ] = None,
    subject: Annotated[_Names, typer.Option(help="Whose; several times for several.")] = None,
    measure: Annotated[_Names, typer.Option(help="Of what: import_share, price …")] = None,
    material: Annotated[_Names, typer.Option(help="Material or mineral.")] = None,
    region: Annotated[_Names, typer.Option(help="Subject, place or partner.")] = None,
    source: Annotated[_Names, typer.Option(help="Source.")] = None,
    since: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First day.")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="DATE", help="Last day.")] = None,
    date: Annotated[str | None, typer.Option(metavar="DATE", help="A day on which they held.")] = None,
    case: CaseOption = DEFAULT_CASE,
    overlay: OverlayOption = None,
    chart: Annotated[Path | None, typer.Option("--chart", metavar="FILE", help="Draw them as SVG.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", metavar="FILE", help="Write them as CSV.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="With add: CSV file of facts.")
    ] = None,
    with_sources: Annotated[
        Path | None, typer.Option("--sources", metavar="FILE", help="With add: CSV file of new sources.")
    ] = None,
    with_subjects: Annotated[
        Path | None, typer.Option("--subjects", metavar="FILE", help="With add: CSV file of new subjects.")
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="With add: name of the addition; without it, the file's.")
    ] = None,
    replace: ReplaceOption = False,
    most: Annotated[int, typer.Option("--most", help="Show at most so many.", min=1)] = 60,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """Show what every source says, in time order; add facts to a case of your own, or remove them."""
    check_language(lang)
    given = {"facts": file, "sources": with_sources, "subjects": with_subjects}
    _check_use(words or [], given, name, replace, (since, until, date))
    if words and words[0] == ADD:
        _add(_case(case, overlay), words[1:], given, name, replace=replace, as_json=as_json)
    elif words and words[0] == REMOVE:
        _remove(_case(case, overlay), words[1:], as_json)
    else:
        columns = {"subject": subject, "measure": measure, "material": material, "source": source}
        day = day_of("--date", date)
        span = (day or day_of("--from", since), day or day_of("--until", until))
        speaker = speaker_of(case, overlay, lang)
        query = _query(speaker, words or [], columns, region, span)
        _show(speaker, query, (chart, csv_file), most, as_json)


def _show(
    speaker: Speaker, query: Query, files: tuple[Path | None, Path | None], most: int, as_json: bool
) -> None:
    from didymium.evidence.questions.querying import find_facts
    from didymium.views.evidence.facts_view import fact_record, print_facts

    found = find_facts(speaker.evidence, query)
    _write_files(speaker, found, *files, quiet=as_json)
    if as_json:
        echo_json({"facts": [fact_record(speaker, row) for row in found.iter_rows(named=True)]})
    else:
        print_facts(sys.stdout, speaker, found, most)


@command
def disagreements(
    case: CaseArgument = DEFAULT_CASE,
    words: Annotated[
        _Names, typer.Option("--about", metavar="WORD", help="Only about this; several times for several.")
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Show every fact of every disagreement.")] = False,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """List where sources disagree, with the spread, and sums that do not add up."""
    from didymium.case.figures import places_by_fact
    from didymium.evidence.questions.disagreements import find_disagreements
    from didymium.evidence.questions.querying import find_facts
    from didymium.views.evidence import disagreements_view

    speaker = speaker_of(case, overlay, lang)
    rows = find_facts(speaker.evidence, _query(speaker, words, {}, None, (None, None))) if words else None
    found, used = find_disagreements(speaker.evidence, rows), places_by_fact(speaker.words.case)
    if as_json:
        records = [disagreements_view.disagreement_record(speaker, item, used) for item in found]
        echo_json({"disagreements": records})
    else:
        disagreements_view.print_disagreements(sys.stdout, speaker, found, used, full=full or bool(words))


@command
def sources(
    case: CaseArgument = DEFAULT_CASE,
    kind: Annotated[str | None, typer.Option(help="Only of a kind: official, press …")] = None,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="List what sources print wrongly, and what is right.")
    ] = False,
    sums: Annotated[
        bool, typer.Option("--sums", help="List the sums that sources state, and whether they add up.")
    ] = False,
    overlay: OverlayOption = None,
    lang: LangOption = "en",
    as_json: JsonOption = False,
) -> None:
    """List the sources: kind, date, licence, and how many facts rest on each."""
    from didymium.views.evidence import sources_list

    speaker = speaker_of(case, overlay, lang)
    kinds = sorted({str(row.kind) for row in speaker.evidence.sources.values()})
    if kind is not None and kind not in kinds:
        refuse(f'--kind "{kind}" is none (choose {", ".join(kinds)})')
    chosen = (
        sources_list.corrections_table(speaker) if corrections
        else sources_list.sums_table(speaker) if sums
        else sources_list.sources_table(speaker, kind)
    )  # fmt: skip
    if as_json:
        name = "corrections" if corrections else "sums" if sums else "sources"
        echo_json({name: sources_list.records(speaker, name, kind)})
    else:
        sources_list.print_list(sys.stdout, speaker, chosen, kind, listing=not (corrections or sums))


def _case(name: str, overlay: Path | None) -> Case:
    from didymium.case.reading import read_case

    return read_case(name, overlay)


def _query(
    speaker: Speaker,
    words: list[str],
    columns: dict[str, list[str] | None],
    region: list[str] | None,
    span: tuple[object, object],
) -> Query:
    import datetime as dt

    from didymium.evidence.questions.querying import Lexicon, Query, UnknownWords

    lexicon = Lexicon(speaker.evidence)
    try:
        wanted = {column: lexicon.identifiers(names) for column, names in columns.items() if names}
        anywhere = [*lexicon.meaning(words), *([lexicon.identifiers(region)] if region else [])]
    except UnknownWords as error:
        refuse(str(error))
    first, last = (day if isinstance(day, dt.date) else None for day in span)
    return Query(wanted, tuple(anywhere), first, last)


def _write_files(
    speaker: Speaker, found: pl.DataFrame, chart: Path | None, csv_file: Path | None, *, quiet: bool
) -> None:
    from didymium.outcome.store import write_text

    for path, kind in ((csv_file, "csv"), (chart, "chart")):
        if path is None:
            continue
        with writing(path):
            write_text(path, _chart(speaker, found) if kind == "chart" else _csv(found))
        if not quiet:
            typer.echo(speaker.words("say.file_written", path=path))


def _chart(speaker: Speaker, found: pl.DataFrame) -> str:
    from didymium.views.chart_files import standalone
    from didymium.views.evidence.fact_chart import fact_chart

    chart = fact_chart(speaker, found)
    if chart is None:
        refuse("no figure to draw among the facts found")
    return standalone(chart)


def _csv(found: pl.DataFrame) -> str:
    from didymium.views.evidence.facts_view import facts_csv

    return facts_csv(found)


def _check_use(
    words: list[str],
    files: dict[str, Path | None],
    name: str | None,
    replace: bool,
    dates: tuple[str | None, str | None, str | None],
) -> None:
    """Refuse options that would do nothing."""
    if (any(files.values()) or name or replace) and words[:1] != [ADD]:
        refuse("--file, --sources, --subjects, --name and --replace go with `facts add`")
    since, until, date = dates
    if date and (since or until):
        refuse("--date is one day: leave out --from and --until")
    if since and until and until < since:
        refuse(f"--until {until} lies before --from {since}")


def _add(
    case: Case,
    words: list[str],
    files: dict[str, Path | None],
    name: str | None,
    *,
    replace: bool,
    as_json: bool,
) -> None:
    from didymium.case.figures import cited_ids
    from didymium.evidence.adding import Addition, add, name_from

    if words or files["facts"] is None:
        refuse("write: didymium facts add --file FACTS.csv --case ./my_case")
    given = {table: path for table, path in files.items() if path is not None}
    missing = [str(path) for path in given.values() if not path.is_file()]
    if missing:
        refuse(f"no such file: {', '.join(missing)}")
    folder, needed = own_evidence_folder(case), cited_ids(case)
    addition = Addition(name or name_from(files["facts"]), given)
    count = add(folder, addition, base_with_names(case), needed=needed, replace=replace)
    refresh_package(case)
    say_added(case, addition.name, count, as_json)


def _remove(case: Case, words: list[str], as_json: bool) -> None:
    from didymium.case.figures import cited_ids
    from didymium.evidence.adding import remove

    if len(words) != 1:
        refuse("write: didymium facts remove NAME --case ./my_case")
    needed = cited_ids(case)
    count = remove(own_evidence_folder(case), words[0], base_with_names(case), needed=needed)
    refresh_package(case)
    if as_json:
        echo_json({"removed": words[0], "facts": count})
    else:
        typer.echo(f"{words[0]}: {count:,} facts removed from {case.settings.name}")


def own_evidence_folder(case: Case) -> Path:
    """Return the folder of a case's own evidence; a bundled case takes none."""
    from didymium.case.folder import EVIDENCE, bundled_cases

    if case.path is None or case.path in bundled_cases().values():
        refuse(
            f"{case.settings.name} is a bundled case and stays as it is: "
            "make one of your own with `didymium new my_case`, then add --case ./my_case"
        )
    return case.path / EVIDENCE


def refresh_package(case: Case) -> None:
    """Describe the tables of a case anew, if it has a description."""
    from didymium.case.datapackage import write_datapackage

    if case.path is not None and (case.path / "datapackage.json").is_file():
        write_datapackage(case)


def base_with_names(case: Case) -> Evidence:
    """Return the shared evidence with the names of a case, which its facts may use."""
    from dataclasses import replace

    from didymium.evidence.reading import shared_evidence

    return replace(shared_evidence(), names=case.evidence.names if case.evidence else {})


def say_added(case: Case, name: str, count: int, as_json: bool) -> None:
    """Say what was added, and how to take it back."""
    if as_json:
        echo_json({"added": name, "facts": count, "case": case.settings.name})
        return
    typer.echo(f"{name}: {count:,} facts added to {case.settings.name}")
    typer.echo(f"to take them back: didymium facts remove {name} --case {case.path}")
