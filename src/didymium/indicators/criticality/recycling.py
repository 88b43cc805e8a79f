"""The end-of-life recycling input rate: which share of input comes out of old products.

``EOL-RIR = secondary input from end-of-life products / all input``, primary and secondary (European
Commission, background report EUR 28654). Process scrap that goes round inside a plant or between plants is
no input from old products.
"""

from __future__ import annotations


def end_of_life_input_rate(from_end_of_life: float, all_input: float) -> float:
    """Return the share of all input that old products supply.

    Raises:
        ValueError: If there is no input, or more comes from old products than there is.
    """
    if all_input <= 0:
        raise ValueError("there is no input")
    if not 0 <= from_end_of_life <= all_input * (1 + 1e-9):
        raise ValueError("input from old products must lie between nothing and all input")
    return from_end_of_life / all_input
