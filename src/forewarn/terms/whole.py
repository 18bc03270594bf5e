"""Files that are there as a whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A file beside another that takes its place at the end; on any error nothing was changed.

    Args:
        file: what is to be written; what stands there stays until the new one is whole. Behind a
            link the file that it leads to; a pipe or device is written as it is.

    Yields:
        Where to write, in the same folder.
    """
    file = file.resolve()
    if file.exists() and not file.is_file():
        yield file
        return
    new = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        yield new
        new.replace(file)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
