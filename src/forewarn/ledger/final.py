"""What rows of the record have in common: they are written once, and never change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class FinalError(TypeError):
    """Code tried to change what is on record: a bug, whoever called."""

    def __init__(self) -> None:
        super().__init__("what is on record never changes: record a new revision instead")


class FinalQuerySet(models.QuerySet[M]):
    """Reads and creates; refuses to change or remove."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise FinalError

    def delete(self) -> NoReturn:
        """Refused."""
        raise FinalError

    def bulk_update(self, objs: Iterable[M], fields: Any, batch_size: Any = None) -> NoReturn:
        """Refused."""
        raise FinalError


class Final(models.Model):
    """A row that is written once."""

    objects: ClassVar[models.Manager[Self]] = FinalQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Writes a new row; refused for one that is on record."""
        if not self._state.adding:
            raise FinalError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise FinalError
