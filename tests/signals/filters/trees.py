"""Filters as trees, of every shape that the grammar can give."""

from hypothesis import strategies as st

from forewarn.signals.filters.tokens import KEYWORDS
from forewarn.signals.filters.tree import AllOf, Among, AnyOf, Compare, Expression, Missing, Not

COLUMNS = ("role", "amount", "n1", "is_open", "Score")
columns = st.sampled_from(COLUMNS)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.just(" "), max_size=8
)
numbers = st.integers(-(10**15) + 1, 10**15 - 1) | st.integers(-99_999, 99_999).map(
    lambda hundredths: hundredths / 100
)
literals = texts | numbers | st.booleans()
names_like_keywords = st.sampled_from(sorted(KEYWORDS)).map(lambda word: word + "s")

leaves: st.SearchStrategy[Expression] = st.one_of(
    st.builds(Compare, columns, st.sampled_from(("=", "!=")), literals),
    st.builds(Compare, columns, st.sampled_from(("<", "<=", ">", ">=")), texts | numbers),
    st.builds(Compare, columns, st.sampled_from(("contains", "starts_with")), texts),
    st.builds(Among, columns, st.lists(literals, min_size=1, max_size=3).map(tuple)),
    st.builds(Missing, columns | names_like_keywords),
)


def _more(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(AllOf, several), st.builds(AnyOf, several))


trees = st.recursive(leaves, _more, max_leaves=8)

values = st.none() | texts | numbers | st.booleans() | st.sampled_from(("true", "no", "12", "x1"))
rows = st.dictionaries(columns, values)
