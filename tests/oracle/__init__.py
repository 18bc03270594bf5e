"""A slow second opinion: signals and scores straight from the definitions, row by row.

Nothing here shares code or method with what it judges. Facts are instants in UTC, compared with
the instants of local midnights; nothing is reduced to days, indexed, summed ahead or compiled.
Only the names and kinds of the columns come from the package (``forewarn.terms.facts``).
"""
