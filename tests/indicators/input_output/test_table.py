"""A table is read whole or every problem in it is said at once."""

from __future__ import annotations

import pytest
from numpy.testing import assert_allclose

from didymium.files.problems import InputError
from input_output_cases import MILLER_BLAIR, miller_blair, parsed


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as found:
        parsed(text)
    return [str(problem) for problem in found.value.problems]


def test_totals_of_the_example() -> None:
    """150 + 500 + 350 = 1,000 and 200 + 100 + 1,700 = 2,000."""
    table = miller_blair()
    assert_allclose(table.output, [1000, 2000])
    assert_allclose(table.final_demand, [350, 1700])
    assert_allclose(table.primary_inputs, table.value_added)


def test_every_problem_is_said_at_once() -> None:
    """A word, a blank, a negative sale and a misspelt row: four places, four sentences with what is right."""
    text = """\
industry,agriculture,manufacturing,final_demand
agriculture,lots,500,350
manufacturin,-200,,1700
value_added,650,1400,
"""
    said = "\n".join(problems_of(text))
    assert 'row 2, column agriculture: "lots" is not a number' in said
    assert 'row 3, column agriculture: "-200" is negative' in said
    assert "row 3, column manufacturing: is blank (write 0" in said
    assert '"manufacturin" is a row without a column (did you mean "manufacturing"?)' in said
    assert "column manufacturing: is a column without a row" in said


def test_rows_and_columns_must_balance() -> None:
    """Agriculture sells 1,000; with value added of 750 it buys and adds 1,100."""
    (said,) = problems_of(MILLER_BLAIR.replace("value_added,650", "value_added,750"))
    assert "row 2" in said and "sells 1,000 but buys and adds 1,100" in said


def test_whole_numbers_may_be_off_by_what_rounding_explains() -> None:
    """Four figures of 0.5 rounded on each side may differ by 2 or so; the same gap with cents is an error."""
    small = "industry,a,b,final_demand\na,2,3,3\nb,3,2,2\nvalue_added,{},2,\n"
    assert_allclose(parsed(small.format(4)).output, [8, 7])
    (said,) = problems_of(small.format("4.4"))
    assert '"a" sells 8 but buys and adds 9.4' in said


def test_parts_that_every_table_has() -> None:
    """Without value added and final demand there is nothing to lose and nobody to sell to."""
    said = "\n".join(problems_of("industry,a\na,1\n"))
    assert 'has no row "value_added"' in said
    assert "has no column of final demand" in said


def test_industries_are_there_and_have_names_and_sizes() -> None:
    """A table without any, a row that nobody named, and figures whose sum is more than can be counted."""
    assert any("has no industry" in said for said in problems_of("industry,final_demand\nvalue_added,3\n"))
    nameless = "industry,,final_demand\n,1,2\nvalue_added,2,\n"
    assert any("row 2, column industry: is blank" in said for said in problems_of(nameless))
    huge = "industry,a,final_demand\na,1e308,1e308\nvalue_added,1e308,\n"
    assert all('"1e308" is too large' in said for said in problems_of(huge))


def test_a_name_stands_once() -> None:
    doubled = MILLER_BLAIR + "value_added,1,1,\n"
    assert any('"value_added" stands 2 times' in said for said in problems_of(doubled))


def test_stocks_may_fall_and_sales_may_not() -> None:
    """Inventories are drawn down in a year of crisis; a negative sale between industries is an error."""
    table = parsed("industry,a,final_demand,inventories\na,1,10,-2\nvalue_added,8,,\n")
    assert_allclose(table.final_demand, [8])
