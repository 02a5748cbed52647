"""The kit of labs: what a `lab.py` imports to record, to borrow services and to count statements.

It runs in the labs' own interpreter and imports nothing but the standard library until a lab asks
for a service. Its files enter the digest of every lab's inputs: a change here makes results stale.
"""

from .children import executable, free_port, spawn
from .counting import statements
from .ledger import own
from .records import capture, record
from .run import NAME, PROFILE, RANDOM, SCRATCH, SEED, LabError
from .scratch import memcached, postgresql, rabbitmq, redis, sqlite

__all__ = [
    "NAME",
    "PROFILE",
    "RANDOM",
    "SCRATCH",
    "SEED",
    "LabError",
    "capture",
    "executable",
    "free_port",
    "memcached",
    "own",
    "postgresql",
    "rabbitmq",
    "record",
    "redis",
    "spawn",
    "sqlite",
    "statements",
]
