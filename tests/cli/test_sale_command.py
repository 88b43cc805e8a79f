"""``didymium screen sale`` refuses in words, before anything is solved."""

import re

import pytest
import typer
from typer.testing import CliRunner

from didymium.cli.screen.sale_command import sale

APP = typer.Typer()
APP.command("sale")(sale)
DEAL = ["--plant", "lynas_malaysia", "--buyer", "Shenghe Resources", "--buyer-country", "CHN"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "--plant, --buyer, --buyer-country must say"),
        ([*DEAL, "--stake", "120"], "--stake: .120.0. is wrong"),
        ([*DEAL, "--stake", "nan"], "--stake"),
        ([*DEAL, "--reading", "kept"], "--reading: .kept. is wrong"),
        ([*DEAL, "--offtake", "2"], "--offtake"),
        ([*DEAL, "--lang", "xx"], "--lang"),
    ],
)
def test_wrong_options_are_refused_by_name(options: list[str], words: str) -> None:
    result = CliRunner().invoke(APP, options)
    assert result.exit_code == 2
    assert re.search(words, " ".join(result.output.split()))
