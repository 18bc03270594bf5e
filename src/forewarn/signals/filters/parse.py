"""From a filter's text to its tree.

    filter := and ('or' and)*            and := not ('and' not)*
    not    := 'not' not | '(' filter ')' | test
    test   := NAME (= != < <= > >=) literal
            | NAME ['not'] 'in' '[' literal (',' literal)* ']'
            | NAME 'is' ['not'] 'missing'
            | NAME ['not'] ('contains' | 'starts_with') 'text'

Nothing else: no calls, no attributes, no arithmetic, no comparison of two columns.
"""

from __future__ import annotations

from forewarn.signals.filters.tokens import KEYWORDS, FilterError, Token, tokens
from forewarn.signals.filters.tree import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Expression,
    Literal,
    Missing,
    Not,
)
from forewarn.signals.refusals import nearest

DEEPEST = 20
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_TESTS = "= != < <= > >= in, is missing, contains, starts_with or not"
_LITERAL = "'text', a number, true or false"


def parse(text: str) -> Expression:
    """The tree of a filter.

    Args:
        text: up to 2,000 characters, nested up to 20 deep. Keywords are lower case, column names
            ASCII. A quote inside text is written twice.

    Raises:
        FilterError: with the place in the text, what was found and what is accepted.
    """
    reader = _Reader(tokens(text))
    tree = reader.any_of(0)
    reader.expect_end()
    return tree


class _Reader:
    """Recursive descent over the words; depth is counted, so no input can exhaust the stack."""

    def __init__(self, words: list[Token]) -> None:
        self.words = words
        self.at = 0

    @property
    def word(self) -> Token:
        return self.words[self.at]

    def take(self) -> Token:
        word = self.word
        self.at += 1
        return word

    def skip(self, text: str) -> bool:
        """Step over a keyword or sign if it is next."""
        found = self.word.text == text and self.word.sort in ("keyword", "sign")
        self.at += found
        return found

    def refused(self, accepted: str, *, words: tuple[str, ...] = ()) -> FilterError:
        word = self.word
        found = "the end" if word.sort == "end" else f"'{word.text[:40]}'"
        guess = nearest(word.text[:40], words) if words and word.sort == "name" else ""
        return FilterError(word.col, found, accepted, did_you_mean=guess)

    def expect_end(self) -> None:
        if self.word.sort != "end":
            raise self.refused("and, or, or the end", words=("and", "or"))

    def any_of(self, depth: int) -> Expression:
        parts = [self.all_of(depth)]
        while self.skip("or"):
            parts.append(self.all_of(depth))
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def all_of(self, depth: int) -> Expression:
        parts = [self.negation(depth)]
        while self.skip("and"):
            parts.append(self.negation(depth))
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def negation(self, depth: int) -> Expression:
        if depth > DEEPEST:
            raise FilterError(self.word.col, f"more than {DEEPEST} levels", "a flatter filter")
        if self.skip("not"):
            return Not(self.negation(depth + 1))
        if self.skip("("):
            inner = self.any_of(depth + 1)
            if not self.skip(")"):
                raise self.refused("and, or, or )", words=("and", "or"))
            return inner
        return self.test()

    def test(self) -> Expression:
        if self.word.sort != "name":
            raise self.refused("a column's name, not, or (")
        column = self.take().text
        if self.word.sort == "sign" and self.word.text in COMPARISONS:
            return self.comparison(column)
        if self.skip("is"):
            return self.presence(column)
        if self.skip("not"):
            return Not(self.membership(column, "in, contains or starts_with"))
        return self.membership(column, _TESTS)

    def comparison(self, column: str) -> Expression:
        operator = self.take().text
        word = self.word
        literal = self.literal()
        if isinstance(literal, bool) and operator not in ("=", "!="):
            raise FilterError(word.col, f"'{operator} {word.text}'", f"= {word.text} or a number")
        return Compare(column, operator, literal)

    def presence(self, column: str) -> Expression:
        negated = self.skip("not")
        if not self.skip("missing"):
            raise self.refused("missing, as in 'is missing' or 'is not missing'")
        return Not(Missing(column)) if negated else Missing(column)

    def membership(self, column: str, accepted: str) -> Expression:
        if self.skip("in"):
            return Among(column, self.list_of_literals())
        for operator in ("contains", "starts_with"):
            if self.skip(operator):
                return Compare(column, operator, self.text())
        raise self.refused(accepted, words=tuple(KEYWORDS))

    def list_of_literals(self) -> tuple[Literal, ...]:
        if not self.skip("["):
            raise self.refused("a list, as in ['smb', 'mid']")
        literals = [self.literal()]
        while self.skip(","):
            literals.append(self.literal())
        if not self.skip("]"):
            raise self.refused("another value after a comma, or ]")
        return tuple(literals)

    def literal(self) -> Literal:
        if self.word.sort != "literal":
            raise self.refused(_LITERAL)
        return self.take().literal

    def text(self) -> str:
        if not isinstance(self.word.literal, str) or self.word.sort != "literal":
            raise self.refused("'text'")
        return str(self.take().literal)
