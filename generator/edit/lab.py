"""A lab that runs, with one metric, for its author to replace."""

LAB = """\
# Where the lab runs, what it counts, and what has to hold: the guide tells it under "Labs".
profiles:
  - {id: plain, embedded: true}
seed: 7
timeout_s: 60
metrics:
  steps: {unit: numbers looked at, kind: count, better: lower}
checks:
  - {of: one_by_one.steps, equals: 701, says: looking one by one passes all that stand before}
  - {of: [by_halves.steps, one_by_one.steps], less: true, says: halving looks at fewer}
baseline: [one_by_one.steps]
"""

PROGRAM = '''\
"""Count the numbers that two ways of searching look at: an example, to be replaced."""

from labkit import record

NUMBERS = range(1000)


# region shown
def one_by_one(wanted: int) -> int:
    """Look at every number from the start."""
    return next(steps for steps, number in enumerate(NUMBERS, 1) if number == wanted)


def by_halves(wanted: int) -> int:
    """Look in the middle, and go on in the half that has it."""
    steps, low, high = 0, 0, len(NUMBERS)
    while low < high:
        steps += 1
        middle = (low + high) // 2
        if NUMBERS[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return steps


# endregion

record("one_by_one", steps=one_by_one(700))
record("by_halves", steps=by_halves(700))
'''
