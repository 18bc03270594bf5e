"""From the score to the band people work with: formulas in the one order of the engine.

raw band, steady, caps, band, people's reading, caps again, growth, effective band.
"""

from __future__ import annotations

from forewarn.workbook.naming import Naming


def raw_band(score: str, naming: Naming) -> str:
    """The band that the score alone lies in."""
    name = naming.name
    return f'=IF({score}="","",LOOKUP(ROUND({score},6),{name("band_from")},{name("band_name")}))'


def steady_band(score: str, raw: str, held: str, naming: Naming) -> str:
    """The band held, unless the score has left it by the margin.

    How long the score has stood elsewhere is not on the sheet: the held band is given.
    """
    name = naming.name
    seen = f"ROUND({score},6)"
    below = f"INDEX({name('band_from')},{_number(held, naming)})-{seen}"
    above = f"{seen}-INDEX({name('band_to')},{_number(held, naming)})"
    gone = f"ROUND(MAX({below},{above}),6)>={name('steady_margin')}"
    return f'=IF(OR({score}="",{held}="",{held}={raw}),{raw},IF({gone},{raw},{held}))'


def ceiling(holds: list[str], naming: Naming) -> str:
    """The number of the highest band that the caps in force allow; 99 without one."""
    parts = [
        f'IF({hold}="yes",{_number(naming.name(f"cap_{place}_band"), naming)},99)'
        for place, hold in enumerate(holds, start=1)
    ]
    return f"=MIN({','.join(parts)})"


def band(score: str, steady: str, lift: str, top: str, naming: Naming) -> str:
    """The steady band, lifted for a new account, under the caps."""
    lifted = f'MAX({_number(steady, naming)},IF({lift}="yes",2,1))'
    return f'=IF({score}="","",{_named(_under(lifted, top), naming)})'


def said(computed: str, people: str, naming: Naming) -> str:
    """The band once people's reading is heard."""
    wins = naming.name("overlay_wins")
    lower = _named(f"MIN({_number(computed, naming)},{_number(people, naming)})", naming)
    heard = f'IF(OR({computed}="",{wins}="people"),{people},{lower})'
    return f'=IF(OR({people}="",{wins}="score"),{computed},{heard})'


def capped(band: str, top: str, naming: Naming) -> str:
    """A band under the caps once more."""
    return f'=IF({band}="","",{_named(_under(_number(band, naming), top), naming)})'


def grown(score: str, band: str, growth: str, naming: Naming) -> str:
    """The band, or growth where the growth scorecard is passed too."""
    name = naming.name
    not_asked = f'OR({score}="",{band}<>{name("growth_on")},{growth}="")'
    passed = f"IF(ROUND({growth},6)>={name('growth_from')},{name('growth_band')},{band})"
    return f"=IF({not_asked},{band},{passed})"


def lower(first: str, second: str, naming: Naming) -> str:
    """The worse of two bands; the other one where either is empty."""
    both = _named(f"MIN({_number(first, naming)},{_number(second, naming)})", naming)
    # A given cell may be empty, and an empty cell comes across as 0.
    return f'=IF({first}="",IF({second}="","",{second}),IF({second}="",{first},{both}))'


def _number(band: str, naming: Naming) -> str:
    return f"MATCH({band},{naming.name('band_name')},0)"


def _named(number: str, naming: Naming) -> str:
    return f"INDEX({naming.name('band_name')},{number})"


def _under(number: str, top: str) -> str:
    return f"MIN({number},{top})" if top else number
