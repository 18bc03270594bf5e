"""The scoring arithmetic as SQL over a whole book: a rendering of ``scoring``, held to it by tests.

``supports`` says what a scorecard asks that SQL cannot do; ``score`` scores every account at every
date of a grid under one scorecard with a fixed number of statements; ``held`` adds steady bands.
"""
