"""Options that take several values after one name: ``--horizon 30 60 90``."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import typer.core


def one_by_one(words: Sequence[str], options: Collection[str]) -> list[str]:
    """Words of a command line with an option's name repeated before each of its values.

    ``--horizon 30 60 -f json`` becomes ``--horizon 30 --horizon 60 -f json``: everything up to the
    next word that begins with a dash is a value. Made for verbs without arguments, because an
    argument after the values would be taken for one more.

    Args:
        words: of one verb, without the verb.
        options: names of the options that take several values, such as ``--horizon``.
    """
    return list(_one_by_one(words, options))


def _one_by_one(words: Sequence[str], options: Collection[str]) -> Iterator[str]:
    name, has_value = "", False
    for word in words:
        if word.startswith("-"):
            option, joined, _ = word.partition("=")
            name, has_value = (option if option in options else ""), bool(joined)
        elif name and has_value:
            yield name
        else:
            has_value = True
        yield word


class SeveralAfterOne(typer.core.TyperCommand):
    """A verb whose options that may be repeated also take all values after one name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads the words, each value under the name before it."""
        # The context is click's own or the one that newer versions of typer bring along.
        several = {
            name
            for parameter in self.get_params(ctx)
            if getattr(parameter, "multiple", False)
            for name in parameter.opts
        }
        return super().parse_args(ctx, one_by_one(args, several))
