"""What a page costs inside the server: time on the clock, CPU time of its thread, queries."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADERS = ("X-Wall-Ms", "X-Cpu-Ms", "X-Queries")


def counted(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Outermost of the site's layers: everything that is ours happens inside it."""

    def asked(request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(sql, params, many, context)

        wall, cpu = time.perf_counter(), time.thread_time()
        with connection.execute_wrapper(count):
            response = answer(request)
        found = (time.perf_counter() - wall, time.thread_time() - cpu)
        response.headers[HEADERS[0]] = f"{1000 * found[0]:.2f}"
        response.headers[HEADERS[1]] = f"{1000 * found[1]:.2f}"
        response.headers[HEADERS[2]] = str(queries)
        return response

    return asked
