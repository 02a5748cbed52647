"""Look for garbage seldom: most of what a build makes it keeps, but for each page's tree.

Python looks after every 700 new objects unless it is told otherwise, through more and more of them.
Nothing is imported here for which the quickest build would wait.
"""

import gc


class RarelyCollected:
    """What is done within it collects garbage rarely."""

    def __enter__(self) -> None:
        """Look less often."""
        self._before = gc.get_threshold()
        gc.set_threshold(20_000, 50, 100)

    def __exit__(self, *error: object) -> None:
        """Look as often as before."""
        gc.set_threshold(*self._before)
