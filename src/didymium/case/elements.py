"""Chemical elements by their symbols, and names for several of them together."""

from __future__ import annotations

from collections.abc import Mapping

_UP_TO_URANIUM = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr "
    "Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta "
    "W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U"
)
SYMBOLS = frozenset(_UP_TO_URANIUM.split())
"""Every element that can be mined."""
HEAVY_RARE_EARTHS = ("Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y")
"""Europium to lutetium and yttrium, as Takaya et al. (2018), Scientific Reports 8:5763, count them."""
RARE_EARTHS = ("La", "Ce", "Pr", "Nd", "Sm", *HEAVY_RARE_EARTHS, "Sc")
"""Lanthanides without promethium, yttrium and scandium."""
GROUPS: Mapping[str, tuple[str, ...]] = {"NdPr": ("Nd", "Pr"), "HRE": HEAVY_RARE_EARTHS}
"""Names for several elements together, for deposits whose studies state no more: neodymium and praseodymium,
the heavy rare earths.
"""
