"""A register written as Parquet, to be loaded at once next time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from didymium.files.atomic import whole_folder
from didymium.screening.ownership.holdings import Kind
from didymium.screening.register.names import name_key
from didymium.screening.register.parquet.columns import HOLDINGS, PARTIES
from didymium.screening.register.parquet.words import ASSUMED, RIGHTS, words_of
from didymium.screening.register.register import Claim, Register, Undisclosed

_LISTED = {-1: None, 0: False, 1: True}
_PARTY_SCHEMA = pa.schema(
    [("party", pa.string()), ("name", pa.string()), ("kind", pa.string()), ("country", pa.string()),
     ("listed", pa.bool_()), ("name_key", pa.string())]
)  # fmt: skip
_HOLDING_SCHEMA = pa.schema(
    [("owner", pa.string()), ("owned", pa.string()), ("capital_low", pa.float64()),
     ("capital_high", pa.float64()), ("votes_low", pa.float64()), ("votes_high", pa.float64()),
     ("rights", pa.string()), ("assumed", pa.string()), ("source", pa.string()), ("claim", pa.string()),
     ("undisclosed", pa.string())]
)  # fmt: skip


def write_register(register: Register, folder: Path) -> None:
    """Write a register as ``parties.parquet`` and ``holdings.parquet``, whole or not at all.

    What is written holds on the register's day: whoever loads it for another one gets the same. Claims and
    what is not disclosed are kept beside the holdings; further names and nationalities are not.
    """
    with whole_folder(folder) as place:
        pq.write_table(_parties(register), place / PARTIES, row_group_size=100_000)
        pq.write_table(_holdings(register), place / HOLDINGS)


def _parties(register: Register) -> pa.Table:
    holdings, names = register.holdings, register.names
    kinds = {int(kind): kind.name.lower() for kind in Kind}
    rows = range(holdings.party_count)
    shown = [names.name(party) for party in rows]
    columns = {
        "party": [names.identifier(party) for party in rows],
        "name": shown,
        "kind": [kinds[int(kind)] for kind in holdings.kinds],
        "country": [names.jurisdiction(int(code)) or None for code in holdings.jurisdictions],
        "listed": [_LISTED[int(listed)] for listed in register.listed],
        "name_key": [name_key(name) for name in shown],
    }
    return pa.table(columns, schema=_PARTY_SCHEMA)


def _holdings(register: Register) -> pa.Table:
    rows = [*_stakes(register), *(_claim(register, claim) for claim in register.claims)]
    rows += [_undisclosed(register, entry) for entry in register.undisclosed]
    return pa.Table.from_pylist(rows, schema=_HOLDING_SCHEMA)


def _stakes(register: Register) -> list[dict[str, object]]:
    holdings, id_of = register.holdings, register.names.identifier
    sources: Sequence[str] = register.sources or [""] * holdings.holding_count
    return [
        {
            "owner": id_of(int(holdings.owner[row])),
            "owned": id_of(int(holdings.owned[row])),
            "capital_low": holdings.capital_low[row],
            "capital_high": holdings.capital_high[row],
            "votes_low": holdings.votes_low[row],
            "votes_high": holdings.votes_high[row],
            "rights": words_of(int(holdings.rights[row]), RIGHTS) or None,
            "assumed": words_of(int(register.assumed[row]), ASSUMED) or "nothing",
            "source": sources[row] or None,
        }
        for row in range(holdings.holding_count)
    ]


def _claim(register: Register, claim: Claim) -> dict[str, object]:
    id_of = register.names.identifier
    return {
        "owner": id_of(claim.owner),
        "owned": id_of(claim.owned),
        "capital_low": claim.capital[0],
        "capital_high": claim.capital[1],
        "votes_low": claim.votes[0],
        "votes_high": claim.votes[1],
        "rights": words_of(int(claim.rights), RIGHTS) or None,
        "source": claim.source or None,
        "claim": "explained" if claim.explained else "unexplained",
    }


def _undisclosed(register: Register, entry: Undisclosed) -> dict[str, object]:
    owned = None if entry.owned is None else register.names.identifier(entry.owned)
    return {"owned": owned, "source": entry.source or None, "undisclosed": entry.reason}
