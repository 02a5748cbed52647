"""Make a race happen every time: nobody writes before everybody has read."""

from collections.abc import Callable
from threading import Condition


class Meeting:
    """Where the writers of one account wait for each other."""

    def __init__(self, writers: int, waiting: Callable[[], int]) -> None:
        self.changed = Condition()
        self.going = writers  # have not finished yet
        self.finished = 0
        self.here = 0
        self.standing_back = 0
        self.turn = 0
        self.waiting = waiting  # how many wait for a lock, as far as the database tells

    def meet(self) -> None:
        """Wait until every writer is here, or stands back, or waits for a lock."""
        with self.changed:
            self.here += 1
            turn = self.turn
            while turn == self.turn and not self.is_complete():
                self.changed.wait(0.005)  # the database wakes nobody here, so look again
            if turn == self.turn:
                self.turn, self.here = turn + 1, 0
                self.changed.notify_all()

    def is_complete(self) -> bool:
        """Tell whether nobody is missing."""
        return self.here + self.standing_back + self.waiting() >= self.going

    def stand_back(self, finished: int) -> None:
        """Having been refused, wait until one more has finished than there were at the start."""
        with self.changed:
            if self.finished == finished:
                self.standing_back += 1
                self.changed.notify_all()
                self.changed.wait_for(lambda: self.finished > finished)

    def finish(self) -> None:
        """Go; nobody waits for this one any more, and who stood back is in the race again."""
        with self.changed:
            self.going -= 1
            self.finished += 1
            self.standing_back = 0
            self.changed.notify_all()
