"""Keep what is logged while a page is made, and say it again when the page is reused."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

Said = tuple[str, int, str]  # logger, level, message


def log_level() -> int:
    """Return the level from which MkDocs' records exist at all."""
    return logging.getLogger("mkdocs").getEffectiveLevel()


class _Keeping(logging.Handler):
    def __init__(self, said: list[Said]) -> None:
        super().__init__(logging.NOTSET)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        self.said.append((record.name, record.levelno, record.getMessage()))


@contextmanager
def kept_quietly(said: list[Said]) -> Iterator[None]:
    """Keep what is logged in a list, and let nobody else hear it."""
    handler, root, mkdocs = _Keeping(said), logging.getLogger(), logging.getLogger("mkdocs")
    before = root.handlers, mkdocs.handlers, mkdocs.propagate
    root.handlers, mkdocs.handlers, mkdocs.propagate = [handler], [], True
    try:
        yield
    finally:
        root.handlers, mkdocs.handlers, mkdocs.propagate = before


def say(said: Iterable[Said]) -> None:
    """Log again what was kept."""
    for name, level, message in said:
        logging.getLogger(name).log(level, message)


class _Gathering(logging.Handler):
    """Keeps the warnings and errors of MkDocs and its plugins."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Remember one message."""
        self.messages.append(f"{record.levelname.lower()}: {record.getMessage()}")


@contextmanager
def gathered_log(*, live: bool) -> Iterator[list[str]]:
    """Gather what MkDocs complains of; nothing if the log is shown ``live``."""
    handler = _Gathering()
    if live:
        yield handler.messages
        return
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    propagates, logger.propagate = logger.propagate, False
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagates
