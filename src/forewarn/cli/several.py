"""Options that take several values after one name: ``--horizon 30 60 90``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import typer.core


def one_by_one(
    words: Sequence[str], options: Collection[str], *, is_value: Callable[[str], bool] = bool
) -> list[str]:
    """Words of a command line with an option's name repeated before each of its values.

    ``--horizon 30 60 -f json`` becomes ``--horizon 30 --horizon 60 -f json``: everything up to the
    next word that begins with a dash is a value, unless ``is_value`` says otherwise. Verbs with
    arguments need that: an argument after the values would be taken for one more.

    Args:
        words: of one verb, without the verb.
        options: names of the options that take several values, such as ``--horizon``.
        is_value: whether a further word can be a value.
    """
    return list(_one_by_one(words, options, is_value))


def _one_by_one(
    words: Sequence[str], options: Collection[str], is_value: Callable[[str], bool]
) -> Iterator[str]:
    name, has_value = "", False
    for word in words:
        if word.startswith("-"):
            option, joined, _ = word.partition("=")
            name, has_value = (option if option in options else ""), bool(joined)
        elif name and has_value and is_value(word):
            yield name
        else:
            name, has_value = ("" if has_value else name), True
        yield word


class SeveralAfterOne(typer.core.TyperCommand):
    """A verb whose options that may be repeated also take all values after one name."""

    @staticmethod
    def is_value(word: str) -> bool:
        """Whether a further word can be a value: any, for a verb without arguments."""
        return bool(word)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the words, each value under the name before it."""
        # The context is click's own or the one that newer versions of typer bring along.
        several = {
            name
            for parameter in self.get_params(ctx)
            if getattr(parameter, "multiple", False)
            for name in parameter.opts
        }
        return super().parse_args(ctx, one_by_one(args, several, is_value=self.is_value))


class ApprovalsAfterOne(SeveralAfterOne):
    """The same for ``--approved-by "Ana: cs" "Jo: revops"``, beside an argument."""

    @staticmethod
    def is_value(word: str) -> bool:
        """An approval names a role after a colon; a file does not."""
        return ": " in word
