"""``didymium screen``: exports, ownership, sales, origin, and a scenario made from the rules."""

from __future__ import annotations

import typer

from didymium.cli.screen.export_command import export
from didymium.cli.screen.origin_command import origin
from didymium.cli.screen.ownership_command import ownership
from didymium.cli.screen.sale_command import sale
from didymium.cli.screen.scenario_command import scenario


def register(app: typer.Typer) -> None:
    """Add the group of screening commands."""
    group = typer.Typer(
        name="screen",
        help="Say whether a shipment needs a licence, a deal a notice, and where a good comes from.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command("export")(export)
    group.command("origin")(origin)
    group.command("ownership")(ownership)
    group.command("sale")(sale)
    group.command("scenario")(scenario)
    app.add_typer(group)
