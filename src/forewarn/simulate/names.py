"""Plainly invented names for the SIMULATED company's accounts and people."""

from __future__ import annotations

from random import Random

_HEADS = (
    "Quibber Wobble Zanfer Mumble Plonker Fizzle Brindle Snorker Tumblo Gribble Noodle Whimsel"
    " Dabbler Puddle Krumple Twaddle Blimpo Sprocko Jibbern Hobblo Wuffel Yonder Crumbo Dozzle"
).split()
_TAILS = (
    "lund quist wick stead thwaite moor hausen vale borg ling fjell ford dam gate nook by".split()
)
_TRADES = (
    "Umbrellas,Kettle Works,Lantern Trade,Button Logistics,Marmalade,Paper Boats,Clock Repair,"
    "Windmills,Spoon Foundry,Hat Rental,Carpet Freight,Snow Globes,Ladder Supply,Teapots,"
    "Pencil Mills,Wheelbarrows,Bell Tuning,Raft Charter,Chalk Mining,Sock Exchange"
).split(",")
_FIRST = (
    "Pim Odda Wendel Tuva Barnabo Lisk Mirelle Jorun Fenno Saskio Edda Tobbe Quilla Ruben Ylva"
    " Casimo Nella Ottar Brisa Hinnerk Zelda Matteo Runa Pelle Ilva Dorrit Anselm Kaya Lumi Bosse"
).split()
_LAST_HEADS = (
    "Waffle Pickle Thimble Biscuit Kettle Muffin Turnip Custard Noodle Radish Pudding".split()
)
_LAST_TAILS = "stone quill worth berg ridge lark son field maker by topper".split()


def account_names(rng: Random, number: int) -> list[str]:
    """As many different account names as asked for; a numeral is added when words run out."""
    combined = [f"{h}{t} {trade}" for h in _HEADS for t in _TAILS for trade in _TRADES]
    rng.shuffle(combined)
    rounds = range(1, number // len(combined) + 2)
    names = [name if r == 1 else f"{name} {r}" for r in rounds for name in combined]
    return names[:number]


def person_name(rng: Random) -> str:
    """A name for one person; two people may share it."""
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST_HEADS)}{rng.choice(_LAST_TAILS)}"


def person_names(rng: Random, number: int) -> list[str]:
    """Names for a small team, no first name twice."""
    first = rng.sample(_FIRST, number)
    return [f"{f} {rng.choice(_LAST_HEADS)}{rng.choice(_LAST_TAILS)}" for f in first]
