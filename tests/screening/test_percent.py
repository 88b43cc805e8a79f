"""A share in per cent is read in one way everywhere, and nothing else is taken for one."""

import pytest

from didymium.screening.percent import percent_bounds


@pytest.mark.parametrize(
    ("text", "bounds"),
    [("30", (30, 30)), ("0.1 %", (0.1, 0.1)), ("20-35", (20, 35)), (" 20 – 35 % ", (20, 35))],
)
def test_a_figure_or_two(text: str, bounds: tuple[float, float]) -> None:
    assert percent_bounds(text) == bounds


@pytest.mark.parametrize("text", ["", "x", "5_0", "1e1", "nan", "-5", "1-2-3", "٣", "35-20", "100.1"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no share|outside 0 to 100"):
        percent_bounds(text)
