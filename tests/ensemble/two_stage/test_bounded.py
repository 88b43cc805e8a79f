"""Least cost within a bound on the risk of loss: by hand, against the whole program, and its properties."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from didymium.ensemble.two_stage import (
    BoundedProblem,
    ChanceBound,
    Decisions,
    LinkedProgram,
    LossBound,
    MeanBound,
    NoRecourse,
    Stop,
    TailBound,
    TwoStageError,
    WeightedScenario,
    conditional_value_at_risk,
    make_links,
    solve_bounded,
)
from two_stage_cases import array_program, random_problem


def shop(bound: LossBound, *, cost: float = 2.0, most: float = 20.0) -> BoundedProblem:
    """Papers at 2; 1 to 10 are asked for, each with probability 1/10; each that is missing loses 5."""
    decisions = Decisions(("papers",), cost=[cost], lower=[0.0], upper=[most])
    scenarios = []
    for asked in range(1, 11):
        program = array_program([5.0], [[1.0]], [float(asked)], [np.inf], [0.0], [np.inf])
        links = make_links(program, decisions, rows=[(0, "papers", -1.0)])
        scenarios.append(WeightedScenario(f"{asked} asked", 0.1, LinkedProgram(program, links, "simplex")))
    return BoundedProblem(decisions, tuple(scenarios), bound)


def test_newsvendor_with_a_bound_on_the_mean() -> None:
    """With 5 papers 1 + … + 5 = 15 are missing over ten days, a mean loss of 5·15/10 = 7.5; with 6 papers 10
    are, a loss of 5. A loss of 6 lies between: 5 + 1.5/2.5 = 5.6 papers for 11.2. One more of loss allowed
    saves 1/2.5 papers, 0.8 of money.
    """
    answer = solve_bounded(shop(MeanBound(6.0)))
    assert answer.decision == pytest.approx([5.6], abs=1e-5)
    assert answer.cost == pytest.approx(11.2, abs=1e-5)
    assert answer.lower_bound == pytest.approx(11.2, abs=1e-5)
    assert answer.risk == pytest.approx(6.0, abs=1e-5)
    assert answer.price == pytest.approx(0.8)
    assert answer.losses == pytest.approx([0.0] * 5 + [2.0, 7.0, 12.0, 17.0, 22.0], abs=1e-4)
    assert answer.stop is Stop.GAP


@pytest.mark.parametrize(("alpha", "papers"), [(0.7, 7.0), (0.75, 7.2), (0.9, 8.0)])
def test_newsvendor_with_a_bound_on_the_tail(alpha: float, papers: float) -> None:
    """The worst 0.3 are the days with 8, 9 and 10 asked, 9 on average; the worst 0.25 count 8 by half:
    (10 + 9 + 4)/2.5 = 9.2; the worst 0.1 is the day with 10. A tail loss of 5·(mean − x) = 10 asks for two
    papers less than that mean, and one more of loss saves 1/5 papers, 0.4 of money.
    """
    answer = solve_bounded(shop(TailBound(10.0, alpha)))
    assert answer.decision == pytest.approx([papers], abs=1e-5)
    assert answer.cost == pytest.approx(2.0 * papers, abs=2e-5)
    assert answer.price == pytest.approx(0.4)


@pytest.mark.parametrize(("chance", "papers"), [(0.0, 9.0), (0.2, 7.0), (0.25, 7.0), (0.3, 6.0), (1.0, 0.0)])
def test_newsvendor_with_a_bound_on_the_chance(chance: float, papers: float) -> None:
    """One missing paper (a loss of 5) is tolerated. Of ten days 10·chance, rounded down, may miss more: 0.2
    and 0.25 both let the days with 9 and 10 go, and 7 papers serve all but one of the 8. The chance of 0.3 is
    kept exactly by three days of 0.1, whose sum in binary lies above it.
    """
    answer = solve_bounded(shop(ChanceBound(chance, 5.0)))
    assert answer.decision == pytest.approx([papers], abs=1e-5)
    assert answer.cost == pytest.approx(2.0 * papers, abs=2e-5)
    assert answer.risk <= chance + 1e-9
    assert answer.price is None


def test_bound_out_of_reach() -> None:
    """At most 8 papers: then (1 + 2)·5/10 = 1.5 is the least mean loss, 10 the loss of the worst day, and
    with two days of ten more than nothing is missing.
    """
    with pytest.raises(TwoStageError, match=r"expected loss of 1: no decision keeps.* 1\.5, with papers 8$"):
        solve_bounded(shop(MeanBound(1.0), most=8.0))
    with pytest.raises(TwoStageError, match=r"CVaR .*alpha 0\.9\) of 9: .* is 10, with papers 8$"):
        solve_bounded(shop(TailBound(9.0, 0.9), most=8.0))
    with pytest.raises(TwoStageError, match=r"a loss above 0 of 0\.15: .* reached is 0\.2, with papers 8$"):
        solve_bounded(shop(ChanceBound(0.15, 0.0), most=8.0))


@pytest.mark.parametrize("bound", [MeanBound(1.5), TailBound(10.0, 0.9), ChanceBound(0.2, 0.0)])
def test_bound_just_in_reach(bound: LossBound) -> None:
    """What 8 papers just reach (see above) is kept with 8 papers, and needs all of them."""
    assert solve_bounded(shop(bound, most=8.0)).decision == pytest.approx([8.0], abs=1e-5)


@pytest.mark.parametrize("bound", [MeanBound(6.0), TailBound(10.0, 0.7), ChanceBound(0.2, 5.0)])
def test_papers_for_nothing(bound: LossBound) -> None:
    """Decisions that cost nothing keep the bound for nothing, and a higher bound would save nothing."""
    answer = solve_bounded(shop(bound, cost=0.0))
    assert answer.cost == answer.lower_bound == 0.0
    assert answer.risk <= 10.0
    assert not answer.price


def test_paid_to_decide() -> None:
    """Who is paid for papers takes all of them, whatever the bound."""
    answer = solve_bounded(shop(MeanBound(6.0), cost=-1.0))
    assert answer.decision == pytest.approx([20.0])
    assert answer.cost == pytest.approx(-20.0)
    with pytest.raises(TwoStageError, match="falls without end.*papers"):
        solve_bounded(shop(MeanBound(6.0), cost=-1.0, most=np.inf))


def test_no_upper_bound_is_needed() -> None:
    """Without a largest decision the search begins at the cheapest; a bound on a chance asks for one."""
    assert solve_bounded(shop(MeanBound(6.0), most=np.inf)).cost == pytest.approx(11.2, abs=1e-5)
    with pytest.raises(TwoStageError, match="papers has no finite upper bound"):
        solve_bounded(shop(ChanceBound(0.2, 5.0), most=np.inf))


@pytest.mark.parametrize("bound", [MeanBound(6.0), TailBound(10.0, 0.7), ChanceBound(0.2, 5.0)])
def test_scenario_that_never_happens(bound: LossBound) -> None:
    """A day with 100 asked and probability zero changes no decision; its loss is told all the same."""
    without, other = solve_bounded(shop(bound)), shop(bound)
    program = array_program([5.0], [[1.0]], [100.0], [np.inf], [0.0], [np.inf])
    links = make_links(program, other.decisions, rows=[(0, "papers", -1.0)])
    never = WeightedScenario("never", 0.0, LinkedProgram(program, links, "simplex"))
    answer = solve_bounded(replace(other, scenarios=(never, *other.scenarios)))
    assert np.array_equal(answer.decision, without.decision)
    assert answer.risk == without.risk
    assert answer.losses[0] == pytest.approx(5.0 * (100.0 - answer.decision[0]))
    assert np.array_equal(answer.losses[1:], without.losses)


# -- against the whole program ------------------------------------------------------------------------


def loss_problem(seed: int, bound: LossBound, *, complete: bool = True) -> BoundedProblem:
    """The random problems of the other tests, whose recourse is here the loss. Some decisions raise it: one
    lifts a least activity.
    """
    problem = random_problem(seed, complete=complete, scenarios=5)
    return BoundedProblem(problem.decisions, problem.scenarios, bound)


def least_cost(problem: BoundedProblem) -> float:
    """Return the optimum from the whole program in scipy; for a chance the best of all choices of scenarios
    that stay within the tolerated loss. Infinite if there is none.
    """
    bound = problem.bound
    if not isinstance(bound, ChanceBound):
        return whole_program(problem, [np.inf] * len(problem.scenarios))
    weights = np.array([one.probability for one in problem.scenarios])
    choices = product((True, False), repeat=len(weights))
    return min(
        whole_program(problem, np.where(kept, bound.tolerance, np.inf), dropped=~np.array(kept))
        for kept in choices
        if weights[~np.array(kept)].sum() <= bound.chance + 1e-12
    )


def whole_program(
    problem: BoundedProblem, most: np.ndarray | list[float], dropped: np.ndarray | None = None
) -> float:
    """Columns: decisions; for each scenario its own and its loss; value at risk, excess for each scenario."""
    decisions, bound, count = problem.decisions, problem.bound, problem.decisions.count
    linked = [one.recourse for one in problem.scenarios]
    sizes = [one.program.shape[1] + 1 for one in linked]
    starts = np.cumsum([count, *sizes])
    tail = int(starts[-1])
    total = tail + 1 + len(linked)
    rows, limits = [], []

    def at_most(row: sparse.spmatrix, limit: np.ndarray) -> None:
        kept = np.isfinite(limit)
        rows.append(sparse.csr_matrix(row)[kept])
        limits.append(limit[kept])

    def place(parts: dict[int, object], height: int) -> sparse.csr_matrix:
        out = sparse.lil_matrix((height, total))
        for start, part in parts.items():
            dense = part.toarray() if sparse.issparse(part) else np.atleast_2d(part)
            out[:, start : start + dense.shape[1]] = dense
        return out.tocsr()

    own, low, high = decisions.rows
    at_most(place({0: own}, len(high)), high)
    at_most(place({0: -own}, len(low)), -low)
    equal, sides = [], []
    for number, (one, start) in enumerate(zip(linked, starts, strict=False)):
        if dropped is not None and dropped[number]:
            continue
        program, links, start = one.program, one.links, int(start)
        height, width = program.shape
        at_most(place({0: -links.rows, start: program.matrix}, height), program.row_upper)
        at_most(place({0: links.rows, start: -program.matrix}, height), -program.row_lower)
        at_most(place({0: -links.column_upper, start: np.eye(width)}, width), program.upper)
        at_most(place({0: links.column_lower, start: -np.eye(width)}, width), -program.lower)
        equal.append(place({start: np.append(program.cost, -1.0)}, 1))
        sides.append(-program.constant)
        at_most(place({start + width: [[1.0]]}, 1), np.array([most[number]]))
        at_most(place({start + width: [[1.0]], tail: [[-1.0]], tail + 1 + number: [[-1.0]]}, 1), np.zeros(1))
    weights = np.array([one.probability for one in problem.scenarios])
    if isinstance(bound, MeanBound):
        at_most(
            place({int(s) - 1: [[w]] for s, w in zip(starts[1:], weights, strict=True)}, 1),
            np.array([bound.bound]),
        )
    elif isinstance(bound, TailBound):
        at_most(place({tail: np.append(1.0, weights / (1.0 - bound.alpha))}, 1), np.array([bound.bound]))
    free = [(None, None)] * (tail - count + 1)
    answer = linprog(
        np.append(decisions.cost, np.zeros(total - count)),
        A_ub=sparse.vstack(rows),
        b_ub=np.concatenate(limits),
        A_eq=sparse.vstack(equal) if equal else None,
        b_eq=np.array(sides) if equal else None,
        bounds=[
            *zip(decisions.lower, decisions.upper, strict=True),
            *free,
            *[(0.0, None)] * len(linked),
        ],
    )
    assert answer.status in (0, 2), answer.message
    return float(answer.fun) if answer.status == 0 else np.inf


def losses_at(problem: BoundedProblem, decision: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    losses = np.array([one.recourse.value_and_slope(decision)[0] for one in problem.scenarios])
    return losses, np.array([one.probability for one in problem.scenarios])


BOUNDS = ("mean", "tail", "chance")


def bound_between(seed: int, kind: str, share: float) -> LossBound:
    """A bound between what the least decision risks (1) and a large one (0)."""
    problem = loss_problem(seed, MeanBound(0.0))
    worst, weights = losses_at(problem, problem.decisions.lower)
    best, _ = losses_at(problem, problem.decisions.upper * 0.6)
    if kind == "mean":
        return MeanBound(float(weights @ (share * worst + (1.0 - share) * best)))
    if kind == "tail":
        high, low = (conditional_value_at_risk(losses, weights, 0.6) for losses in (worst, best))
        return TailBound(share * high + (1.0 - share) * low, 0.6)
    return ChanceBound(
        float(np.sort(weights)[:2].sum()), float(np.median(share * worst + (1 - share) * best))
    )


@pytest.mark.parametrize("kind", BOUNDS)
@pytest.mark.parametrize("seed", range(8))
def test_whole_program_agrees(seed: int, kind: str) -> None:
    """The same optimum, or both say that there is none."""
    problem = loss_problem(seed, bound_between(seed, kind, 0.4))
    exact = least_cost(problem)
    if np.isinf(exact):
        with pytest.raises(TwoStageError, match="no decision keeps it"):
            solve_bounded(problem)
        return
    answer = solve_bounded(problem)
    assert answer.cost == pytest.approx(exact, rel=1e-5, abs=1e-5)
    assert answer.lower_bound <= exact + 1e-5
    assert answer.gap <= 1e-5


@pytest.mark.parametrize("kind", BOUNDS)
@pytest.mark.parametrize("seed", range(4))
def test_scenarios_without_a_way_out(seed: int, kind: str) -> None:
    """Where shortage is limited some decisions leave scenarios stuck. The mean and the tail exclude them; a
    chance counts them among those that may fail.
    """
    problem = loss_problem(seed, bound_between(seed, kind, 0.6), complete=False)
    exact = least_cost(problem)
    if np.isinf(exact):
        with pytest.raises(TwoStageError, match="no decision"):
            solve_bounded(problem)
    else:
        assert solve_bounded(problem).cost == pytest.approx(exact, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("kind", BOUNDS)
def test_tighter_bound_never_costs_less(kind: str) -> None:
    """What keeps a tight bound keeps a loose one; the price says by how much the next step up is dearer at
    most: cost is convex in a bound on the mean or the tail.
    """
    answers = []
    for share in (0.9, 0.7, 0.5, 0.3):
        bound = bound_between(2, kind, share)
        answers.append((bound, solve_bounded(loss_problem(2, bound))))
    costs = [answer.cost for _, answer in answers]
    assert all(later >= earlier - 1e-6 for earlier, later in zip(costs, costs[1:], strict=False))
    assert costs[-1] > costs[0]
    if kind == "chance":
        return
    for (loose, cheap), (tight, dear) in zip(answers, answers[1:], strict=False):
        step = loose.bound - tight.bound
        assert cheap.price * step - 1e-4 <= dear.cost - cheap.cost <= dear.price * step + 1e-4


@pytest.mark.parametrize("kind", BOUNDS)
def test_workers_change_nothing(kind: str) -> None:
    """Not one bit: each scenario sees the same decisions in the same order."""
    one, three = (
        solve_bounded(loss_problem(3, bound_between(3, kind, 0.5)), workers=workers) for workers in (1, 3)
    )
    assert np.array_equal(one.decision, three.decision)
    assert np.array_equal(one.losses, three.losses)
    assert one.history == three.history


def many(bound_share: float, kind: str, count: int = 50) -> BoundedProblem:
    """Thirty stocks at ten places, ``count`` futures of need and supply; what is missing is dear."""
    random = np.random.default_rng(7)
    places, stocks = 10, 30
    names = tuple(f"stock {number}" for number in range(stocks))
    decisions = Decisions(
        names, cost=random.uniform(0.5, 3.0, stocks), lower=np.zeros(stocks), upper=np.full(stocks, 100.0)
    )
    content = random.uniform(0.5, 1.0, stocks)
    scenarios = []
    for number in range(count):
        matrix = np.zeros((places + stocks, stocks + 2 * places))
        matrix[np.arange(stocks) % places, np.arange(stocks)] = content
        matrix[places:, :stocks] = np.eye(stocks)
        matrix[:places, stocks : stocks + places] = matrix[:places, stocks + places :] = np.eye(places)
        program = array_program(
            np.concatenate([random.uniform(0, 0.3, stocks), np.full(places, 2.0), np.full(places, 20.0)]),
            matrix,
            np.concatenate([random.uniform(5, 60, places), np.full(stocks, -np.inf)]),
            np.concatenate([np.full(places, np.inf), np.zeros(stocks)]),
            np.zeros(stocks + 2 * places),
            np.concatenate([np.full(stocks, np.inf), random.uniform(0, 25, places), np.full(places, np.inf)]),
        )
        links = make_links(program, decisions, rows=[(places + k, name, 1.0) for k, name in enumerate(names)])
        scenarios.append(
            WeightedScenario(f"s{number}", 1.0 / count, LinkedProgram(program, links, "simplex"))
        )
    problem = BoundedProblem(decisions, tuple(scenarios), MeanBound(0.0))
    losses, weights = losses_at(problem, decisions.lower)
    tail = conditional_value_at_risk(losses, weights, 0.9)
    bounds = {
        "mean": MeanBound(float(bound_share * losses.mean())),
        "tail": TailBound(float(bound_share * tail), 0.9),
        "chance": ChanceBound(0.1, float(bound_share * losses.mean())),
    }
    return replace(problem, bound=bounds[kind])


@pytest.mark.thorough
@pytest.mark.parametrize("kind", BOUNDS)
def test_many_decisions_take_tens_of_rounds(kind: str) -> None:
    """Thirty decisions and fifty scenarios (twenty-five with binaries, whose programs take seconds): within a
    hundred-thousandth in at most sixty rounds. Each round solves all scenarios once, which with a market as
    recourse is what takes the time.
    """
    answer = solve_bounded(many(0.3, kind, 25 if kind == "chance" else 50), relative_gap=1e-5)
    assert answer.stop is Stop.GAP
    assert answer.iterations <= 60
    assert answer.gap <= 1e-5 * answer.cost


def test_bounds_only_come_closer() -> None:
    """The lower bound never falls and the cost of the best decision known never rises."""
    history = solve_bounded(loss_problem(5, bound_between(5, "tail", 0.4))).history
    lower = [one.lower_bound for one in history]
    upper = [one.upper_bound for one in history]
    assert lower == sorted(lower)
    assert upper == sorted(upper, reverse=True)


def test_start_at_the_optimum_is_shorter() -> None:
    """A good start saves rounds and changes no answer; one that must not be decided is refused."""
    slow = solve_bounded(many(0.3, "mean"))
    fast = solve_bounded(many(0.3, "mean"), start=slow.decision)
    assert fast.cost == pytest.approx(slow.cost, rel=2e-6)
    assert fast.iterations < slow.iterations
    problem = loss_problem(0, MeanBound(0.0))
    with pytest.raises(TwoStageError, match="start: x1 lies outside.*\nstart: breaks row 0"):
        solve_bounded(problem, start=np.array([1.0, 30.0, 1.0]))


@pytest.mark.parametrize("bound", [MeanBound(6.0), TailBound(10.0, 0.7), ChanceBound(0.2, 5.0)])
def test_rows_that_contradict_each_other(bound: LossBound) -> None:
    """At least 30 papers, of which there are 20: no decision at all, and the message does not blame the
    bound alone.
    """
    problem = shop(bound)
    decisions = replace(problem.decisions, matrix=np.ones((1, 1)), row_lower=np.array([30.0]))
    with pytest.raises(TwoStageError, match="rows of the decisions and what the scenarios need contradict"):
        solve_bounded(replace(problem, decisions=decisions))


def test_stopped_early_says_so() -> None:
    """After three rounds the best decision known keeps the bound and the lower bound is one."""
    exact = solve_bounded(many(0.3, "mean"))
    early = solve_bounded(many(0.3, "mean"), most_iterations=3)
    assert early.stop is Stop.ITERATIONS
    assert early.iterations == 3
    assert early.lower_bound <= exact.cost <= early.cost
    assert early.risk <= exact.risk + 1e-6
    assert early.gap > 0.0


@dataclass(frozen=True)
class Distance:
    """Loss that is the squared distance from a place: convex, but no linear program, and not falling."""

    place: float

    def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
        return float((decision[0] - self.place) ** 2), 2.0 * (decision - self.place)


def test_any_convex_loss_will_do() -> None:
    """Mean of (x − 2)² and (x − 6)² is (x − 4)² + 4; at most 5 from x = 3 on. There the mean falls by 2 for
    one more of x, which costs 1: the price is 1/2.
    """
    decisions = Decisions(("x",), cost=[1.0], lower=[0.0], upper=[10.0])
    scenarios = tuple(WeightedScenario(str(place), 0.5, Distance(place)) for place in (2.0, 6.0))
    answer = solve_bounded(BoundedProblem(decisions, scenarios, MeanBound(5.0)))
    assert answer.decision == pytest.approx([3.0], abs=1e-4)
    assert answer.price == pytest.approx(0.5, abs=1e-3)
    with pytest.raises(TwoStageError, match=r"least .* is 4(\.000\d+)?, with x (4|3\.9|4\.0)"):
        solve_bounded(BoundedProblem(decisions, scenarios, MeanBound(3.0)))


@dataclass(frozen=True)
class NoWayOut:
    """Recourse that fails and cannot say why."""

    def value_and_slope(self, decision: np.ndarray) -> tuple[float, np.ndarray]:
        raise NoRecourse(None, "nothing to be had")


def test_everything_wrong_is_said_at_once() -> None:
    """Problem, bound and start in one message; a scenario that cannot be solved is named."""
    good = shop(TailBound(np.nan, 1.0))
    wrong = replace(good, scenarios=(replace(good.scenarios[0], probability=0.5), *good.scenarios[1:]))
    with pytest.raises(TwoStageError) as caught:
        solve_bounded(wrong, start=np.zeros(2))
    text = str(caught.value)
    assert "the probabilities add up to 1.4, not to one" in text
    assert "bound on the loss is nan" in text
    assert "alpha is 1.0" in text
    with pytest.raises(TwoStageError, match="start: .* is not one finite number for each decision"):
        solve_bounded(shop(MeanBound(6.0)), start=np.zeros(2))
    with pytest.raises(TwoStageError, match=r"the chance is 1\.2.*\n.*tolerated loss is inf"):
        solve_bounded(shop(ChanceBound(1.2, np.inf)))
    stuck = (WeightedScenario("storm", 1.0, NoWayOut()),)
    with pytest.raises(TwoStageError, match="scenario storm: there is no way out"):
        solve_bounded(replace(good, scenarios=stuck, bound=MeanBound(0.0)))
