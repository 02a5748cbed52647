"""Count SQL statements where every one of them passes: at the cursor."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_CONTROL = ("begin", "commit", "rollback", "savepoint", "release", "--")


@contextmanager
def statements(connection: Any = None) -> Iterator[list[str]]:
    """Collect the statements that are executed while the block runs: `len(log)` of them.

    Without a connection: Django's, all of them, in every thread (a log of one connection would stay
    empty where async code runs in another thread). With one: that connection of psycopg or sqlite3;
    use cursors made in the block. BEGIN, COMMIT and the like are not counted; `executemany` counts
    once, but once a row with sqlite3.
    """
    log: list[str] = []
    if connection is None:
        collecting = _django(log)
    elif hasattr(connection, "set_trace_callback"):
        collecting = _sqlite(connection, log)
    else:
        collecting = _psycopg(connection, log)
    with collecting:
        yield log


def _note(log: list[str], sql: object) -> None:
    text = str(sql).strip()
    if not text.lower().startswith(_CONTROL):
        log.append(text)


@contextmanager
def _django(log: list[str]) -> Iterator[None]:
    from django.db.backends.utils import CursorWrapper

    execute, executemany = CursorWrapper.execute, CursorWrapper.executemany

    def noting(self: Any, sql: Any, params: Any = None) -> Any:
        _note(log, sql)
        return execute(self, sql, params)

    def noting_many(self: Any, sql: Any, param_list: Any) -> Any:
        _note(log, sql)
        return executemany(self, sql, param_list)

    CursorWrapper.execute, CursorWrapper.executemany = noting, noting_many
    try:
        yield
    finally:
        CursorWrapper.execute, CursorWrapper.executemany = execute, executemany


@contextmanager
def _sqlite(connection: Any, log: list[str]) -> Iterator[None]:
    connection.set_trace_callback(lambda sql: _note(log, sql))
    try:
        yield
    finally:
        connection.set_trace_callback(None)


@contextmanager
def _psycopg(connection: Any, log: list[str]) -> Iterator[None]:
    plain = connection.cursor_factory

    def noting(method: Any) -> Any:
        def noted(self: Any, query: Any, *arguments: Any, **options: Any) -> Any:
            _note(log, query)
            return method(self, query, *arguments, **options)

        return noted

    methods = {name: noting(getattr(plain, name)) for name in ("execute", "executemany")}
    connection.cursor_factory = type("NotingCursor", (plain,), methods)
    try:
        yield
    finally:
        connection.cursor_factory = plain
