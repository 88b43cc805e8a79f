"""Export quotas: one number of tonnes for all that leaves an origin within a window of time.

Routes share the number, so it is a row over their columns and not a limit of each; its shadow price is what a
licence for one tonne is worth, the same for a cheap material and for a dear one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from didymium.case.case import Case
from didymium.market.build import Market
from didymium.market.periods import Periods, add_months
from didymium.market.program import Program
from didymium.market.trade import columns_of_route
from didymium.scenario.draft import Draft
from didymium.scenario.names import concerned_routes, expand_materials, expand_regions
from didymium.scenario.schema import CustomsFriction, Event, ExportQuota

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Counted = tuple[str, tuple[str, ...], tuple[str, ...]]
"""An origin, the materials that leave it, and where to."""

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """Tonnes that may leave from a first to a last day; None: as many as one likes."""

    first: dt.date
    last: dt.date
    t: float | None

    @property
    def days(self) -> int:
        """Number of days, the last one included."""
        return (self.last - self.first).days + 1

    def until(self, last: dt.date) -> Window:
        """Return the part of the window up to a day, with its days' share of the tonnes."""
        if last >= self.last:
            return self
        days = (last - self.first).days + 1
        return Window(self.first, last, None if self.t is None else self.t * days / self.days)

    def again(self) -> Window:
        """Return the window after it, as long and with the same tonnes: of as many months if it is one of
        whole months.
        """
        first = self.last + _DAY
        if self.first.day == first.day == 1:
            months = (first.year - self.first.year) * 12 + first.month - self.first.month
            return Window(first, add_months(first, months) - _DAY, self.t)
        return Window(first, first + (self.last - self.first), self.t)


@dataclass(frozen=True)
class QuotaCourse:
    """A quota over the periods of a run.

    ``counted`` is the share of each period's days on which exports count, ``allowed_t`` the tonnes of those
    days, ``row`` the period at which the row of its window stands, −1 where nothing counts; shape (T,) each.
    """

    counted: Floats
    allowed_t: Floats
    row: Integers


def quotas_counted(case: Case, events: Iterable[Event]) -> tuple[Counted, ...]:
    """List what the quotas of events count, for their rows; one entry for each quota."""
    return tuple(sorted(_counted(case, event) for event in events if isinstance(event, ExportQuota)))


def _counted(case: Case, event: ExportQuota) -> Counted:
    destinations = expand_regions(case, event.destinations, event.from_) - {event.origin}
    materials = expand_materials(case, event.materials)
    return event.origin, tuple(sorted(materials)), tuple(sorted(destinations))


def windows_of(event: ExportQuota, last_day: dt.date) -> Iterator[Window]:
    """Yield the windows of a quota, each followed by ones like it until the next that is stated, the quota's
    end or the last day: who knows no more believes that the last rate goes on.
    """
    end = min(last_day, event.until or last_day)
    stated = sorted(event.quota, key=lambda item: item.from_)
    for item, after in zip(stated, [*stated[1:], None], strict=False):
        last = end if after is None else min(end, after.from_ - _DAY)
        if item.t is None or item.until is None:
            continue
        window = Window(item.from_, item.until, item.t)
        while window.first <= last:
            yield window.until(last)
            window = window.again()


def quota_course(event: ExportQuota, periods: Periods) -> QuotaCourse:
    """Return a quota by periods.

    Tonnes are shared by days among the periods that a window reaches into, and a period belongs to the window
    that has most of its days, the earlier of two equal ones: so no tonne is lost or allowed twice where
    windows and periods do not coincide. The row of a window stands at its last period, so that a program that
    begins anew within the window still holds it.
    """
    number, daily_t = _by_day(event, periods)
    starts, ends = periods.starts.astype(int), periods.ends.astype(int)
    counted, allowed_t = np.zeros(len(periods)), np.zeros(len(periods))
    window = np.full(len(periods), -1)
    for period, (start, end) in enumerate(zip(starts, ends, strict=True)):
        inside = number[start:end][number[start:end] >= 0]
        if len(inside):
            counted[period] = len(inside) / (end - start)
            allowed_t[period] = daily_t[start:end].sum()
            window[period] = np.bincount(inside).argmax()
    last = {int(name): period for period, name in enumerate(window)}
    row = np.array([-1 if name < 0 else last[int(name)] for name in window], dtype=np.int64)
    return QuotaCourse(counted, allowed_t, row)


def _by_day(event: ExportQuota, periods: Periods) -> tuple[Integers, Floats]:
    """Return the window of each day of a run, −1 where none holds, and the tonnes of each day."""
    number = np.full(int(periods.ends[-1]), -1, dtype=np.int64)
    daily_t = np.zeros(len(number))
    for position, window in enumerate(windows_of(event, periods.bounds[-1] - _DAY)):
        begin, end = (int(periods.position(day)) for day in (window.first, window.last + _DAY))
        held = slice(max(begin, 0), max(end, 0))
        number[held] = position
        daily_t[held] = (window.t or 0.0) / window.days
    return number, daily_t


def count_exports(draft: Draft, events: Sequence[Event], matrix: sparse.csc_matrix) -> sparse.csc_matrix:
    """Let the quotas of events hold: write their tonnes into the draft and return coefficients with what
    counts.

    ``matrix`` are the coefficients so far, which depend on the events' waits at customs.
    """
    market = draft.market
    quotas = tuple(event for event in events if isinstance(event, ExportQuota))
    if market.export_quota is None or not quotas:
        return matrix
    placed = list(zip(_places(market, quotas), quotas, strict=True))
    for entity, event in placed:
        _allow(draft, entity, quota_course(event, draft.structure.periods))
    waits = tuple(event for event in events if isinstance(event, CustomsFriction))
    return market.memory.recall(
        "quotas", (waits, quotas), lambda: (matrix + _counting(market, placed)).tocsc()
    )


def _places(market: Market, quotas: Sequence[ExportQuota]) -> Iterator[int]:
    """Yield the entity of each quota among the rows of quotas: those that count the same, in their order."""
    case, taken = market.structure.case, set[int]()
    for event in quotas:
        same = _counted(case, event)
        entity = next(
            position
            for position, counted in enumerate(market.structure.options.export_quotas)
            if counted == same and position not in taken
        )
        taken.add(entity)
        yield entity


def _allow(draft: Draft, entity: int, course: QuotaCourse) -> None:
    """Set the tonnes of each window as the upper side of its row."""
    rows = draft.market.export_quota
    assert rows is not None
    for period in sorted(set(course.row.tolist()) - {-1}):
        position = rows.index(entity, period)
        allowed_t = course.allowed_t[course.row == period].sum()
        draft.row_upper[position] = allowed_t / draft.market.program.row_unit_t[position]


def _counting(market: Market, placed: Sequence[tuple[int, ExportQuota]]) -> sparse.csc_matrix:
    """Return the coefficients of dispatch in the rows of quotas."""
    structure, program = market.structure, market.program
    assert market.export_quota is not None
    rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for entity, event in placed:
        course = quota_course(event, structure.periods)
        counting = np.flatnonzero(course.row >= 0)
        row = market.export_quota.index(entity, course.row[counting])
        weights = {item.material: item.t_per_t for item in event.weight}
        for position in concerned_routes(structure.case, event, structure.routes):
            weight = weights.get(structure.routes[position].material, 1.0)
            for column in columns_of_route(market.trade, position):
                rows.append(row)
                columns.append(column[counting])
                values.append(weight * course.counted[counting])
    row, column = np.concatenate(rows), np.concatenate(columns)
    scaled = np.concatenate(values) * program.column_unit_t[column] / program.row_unit_t[row]
    return sparse.csc_matrix((scaled, (row, column)), shape=program.matrix.shape)


def left_already(market: Market, program: Program, past: Floats) -> Floats:
    """Return the upper sides of all rows, those of quotas no lower than what has left already: who learns
    late how much may leave has sent what was sent.

    ``past`` is what each column did before, in its units; zero for those to come.
    """
    upper = program.row_upper.copy()
    if market.export_quota is not None:
        rows = market.export_quota.slice
        upper[rows] = np.maximum(upper[rows], program.matrix[rows, :] @ past)
    return upper


def licence_rents(market: Market, program: Program, row_prices: Floats) -> Floats:
    """Return what a licence for a kg is worth under each quota on each route, US dollars, not discounted;
    shape (quotas, routes, T).

    ``row_prices`` is what a kg less asked of each row would be worth, as of a solution. A row stands at the
    last period of its window; in an earlier one the same discounted sum is more in that period's dollars.
    """
    structure, block, more = market.structure, market.export_quota, market.trade.more_block
    rents = np.zeros((0 if block is None else block.count, len(structure.routes), len(structure.periods)))
    if block is None:
        return rents
    entries = program.matrix[block.slice, more.slice].tocoo()
    entity, at = np.divmod(entries.row, block.periods)
    route, period = np.divmod(entries.col, more.periods)
    counted = (
        entries.data
        * program.row_unit_t[entries.row + block.offset]
        / program.column_unit_t[entries.col + more.offset]
    )
    worth = np.maximum(-row_prices[entries.row + block.offset], 0.0)
    rents[entity, route, period] = counted * worth * structure.discount[at] / structure.discount[period]
    return rents
