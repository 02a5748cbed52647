"""The kit with real services: a test runs where its services answer; LAB_REQUIRE demands that."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from generator.labs import SERVICES
from generator.runner import Setting
from generator.runner.labkit.launch import (
    Order,
    Outcome,
    clean_up_after_the_dead,
    launch,
    runs_folder,
)
from generator.runner.labkit.ledger import names
from generator.runner.labkit.services import VARIABLES
from lab_sites import PROJECT, find_setting


@pytest.fixture(scope="module")
def setting() -> Setting:
    """Give what labs stand on here."""
    return find_setting()


def need(setting: Setting, *services: str) -> None:
    """Leave a test out, and say why, where one of its services is not here."""
    for service in services:
        if service not in setting.services:
            pytest.skip(setting.reasons[service])


def run(setting: Setting, folder: Path, program: str, timeout_s: float = 60) -> Outcome:
    """Run a program as a lab."""
    (folder / "lab.py").write_text(program)
    return launch(Order(setting.python, folder, "real", 1, timeout_s))


def ask(setting: Setting, program: str) -> object:
    """Let the labs' Python say something about the services, without the kit."""
    command = [setting.python, "-c", f"import json, os\n{program}\nprint(json.dumps(said))"]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(asked.stdout)


def test_the_kit_and_the_contract_know_the_same_services() -> None:
    assert dict(VARIABLES) == dict(SERVICES)


# What becomes of a lab after it has made something in each service.
ENDS = {
    "ends": "",
    "fails": "raise ValueError('on purpose')",
    "is killed": "os.kill(os.getpid(), 9)",
    "hangs": "time.sleep(300)",
}

POSTGRESQL = """
import os, time, psycopg
from pathlib import Path
from labkit import NAME, postgresql
with postgresql() as dsn, psycopg.connect(dsn) as connection:
    connection.execute("CREATE TABLE birds (name text)")
    connection.commit()
    Path("{seen}").write_text(connection.info.dbname)
    {end}
"""
DATABASES = """
import psycopg
with psycopg.connect(os.environ["LAB_PG_DSN"]) as connection:
    rows = connection.execute("SELECT datname FROM pg_database").fetchall()
said = [name for name, in rows if name.startswith("lab_{folder}_")]
"""


@pytest.mark.parametrize("end", ENDS)
def test_no_database_stays(setting: Setting, tmp_path: Path, end: str) -> None:
    need(setting, "postgresql")
    program = POSTGRESQL.format(seen=tmp_path / "seen", end=ENDS[end])
    lab = tmp_path / "pglab"
    lab.mkdir()
    outcome = run(setting, lab, program, 3 if end == "hangs" else 60)
    assert (tmp_path / "seen").read_text().startswith("lab_pglab_")
    assert outcome.survivors == ()
    assert (outcome.status == 0) == (end == "ends")
    assert ask(setting, DATABASES.format(folder="pglab")) == []


REDIS = """
import os, time
from pathlib import Path
from labkit import NAME, redis
with redis() as url:
    from redis import Redis
    client = Redis.from_url(url)
    for number in range(3):
        client.set(f"{{NAME}}:{{number}}", "bird")
    Path("{seen}").write_text(str(len(client.keys(NAME + "*"))))
    {end}
"""
KEYS = """
from redis import Redis
said = [key.decode() for key in Redis.from_url(os.environ["LAB_REDIS_URL"]).keys("lab_keys_*")]
"""


@pytest.mark.parametrize("end", ["ends", "is killed"])
def test_no_key_of_redis_stays(setting: Setting, tmp_path: Path, end: str) -> None:
    need(setting, "redis")
    lab = tmp_path / "keys"
    lab.mkdir()
    outcome = run(setting, lab, REDIS.format(seen=tmp_path / "seen", end=ENDS[end]))
    assert (tmp_path / "seen").read_text() == "3"
    assert outcome.survivors == ()
    assert ask(setting, KEYS) == []


MEMCACHED = """
import os, time
from pathlib import Path
from labkit import NAME, memcached, own
with memcached() as server:
    from pymemcache import Client
    client = Client(server)
    client.set(own("memcached", NAME + "_bird"), "wren", noreply=False)
    Path("{seen}").write_text(NAME + "_bird")
    {end}
"""
VALUE = """
from pymemcache import Client
said = Client(os.environ["LAB_MEMCACHED"]).get("{key}")
"""


@pytest.mark.parametrize("end", ["ends", "is killed"])
def test_no_key_of_memcached_stays(setting: Setting, tmp_path: Path, end: str) -> None:
    need(setting, "memcached")
    outcome = run(setting, tmp_path, MEMCACHED.format(seen=tmp_path / "seen", end=ENDS[end]))
    assert outcome.survivors == ()
    assert ask(setting, VALUE.format(key=(tmp_path / "seen").read_text())) is None


RABBITMQ = """
import os, time
from pathlib import Path
from labkit import NAME, own, rabbitmq
with rabbitmq() as url:
    from kombu import Connection, Exchange, Queue
    with Connection(url) as connection:
        channel = connection.channel()
        exchange = Exchange(own("exchange", NAME + "_flock"))
        Queue(own("queue", NAME + "_birds"), exchange, routing_key="b")(channel).declare()
    Path("{seen}").write_text(NAME)
    {end}
"""
DECLARED = """
from amqp.exceptions import NotFound
from kombu import Connection
said = []
with Connection(os.environ["LAB_AMQP_URL"]) as connection:
    for kind, name in (("queue", "{name}_birds"), ("exchange", "{name}_flock")):
        channel = connection.channel()
        try:
            getattr(channel, kind + "_declare")(name, **dict(
                queue={{"passive": True}}, exchange={{"type": "direct", "passive": True}})[kind])
        except NotFound:
            continue
        said.append(name)
"""


@pytest.mark.parametrize("end", ["ends", "is killed"])
def test_no_queue_and_no_exchange_stays(setting: Setting, tmp_path: Path, end: str) -> None:
    need(setting, "rabbitmq")
    outcome = run(setting, tmp_path, RABBITMQ.format(seen=tmp_path / "seen", end=ENDS[end]))
    assert (outcome.status, outcome.survivors) == (0 if end == "ends" else -9, ())
    assert ask(setting, DECLARED.format(name=(tmp_path / "seen").read_text())) == []


NGINX = """
import time, urllib.request
from pathlib import Path
from labkit import executable, free_port, record, spawn
port = free_port()
Path("nginx.conf").write_text(
    "daemon off; worker_processes 1; pid nginx.pid; error_log stderr; events {{}}"
    f"http {{{{ access_log off; server {{{{ listen 127.0.0.1:{{port}}; return 204; }}}} }}}}"
)
spawn([executable("nginx"), "-p", str(Path.cwd()), "-c", "nginx.conf"])
for wait in range(100):
    try:
        record("proxy", status=urllib.request.urlopen(f"http://127.0.0.1:{{port}}/").status)
        break
    except OSError:
        time.sleep(0.05)
{end}
"""


@pytest.mark.parametrize("end", ["ends", "is killed"])
def test_a_server_that_a_lab_started_ends_with_it(
    setting: Setting, tmp_path: Path, end: str
) -> None:
    need(setting, "nginx")
    outcome = run(setting, tmp_path, "import os\n" + NGINX.format(end=ENDS[end]))
    assert outcome.cases == {"proxy": {"status": 204}}
    assert outcome.survivors == ()
    nginx = subprocess.run(["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(Path(os.environ["LAB_NGINX"])) + " -p" not in nginx.stdout


DJANGO = """
import asyncio
from asgiref.sync import sync_to_async
import labkit.django
from labkit import PROFILE, postgresql, record, sqlite, statements
with (postgresql() if {postgresql} else sqlite()) as database:
    labkit.django.configure(database, app="aviary")
    labkit.django.create_tables()
    from aviary.models import Bird, Nest
    nest = Nest.objects.create()
    Bird.objects.bulk_create(Bird(nest=nest) for _ in range(5))

    async def ask():
        await sync_to_async(Bird.objects.count)()
        with statements() as log:
            await sync_to_async(Bird.objects.count)()
        return len(log)

    with statements() as log:
        for bird in Bird.objects.all():
            bird.nest.pk
            bird.nest.birds.count()
    record("threads", asynchronous=asyncio.run(ask()))
    record("loop", queries=len(log))
"""
MODELS = """
from django.db import models
class Nest(models.Model): pass
class Bird(models.Model):
    nest = models.ForeignKey(Nest, models.CASCADE, related_name="birds")
"""


@pytest.mark.parametrize("service", ["", "postgresql"])
def test_statements_of_django_are_counted_in_every_thread(
    setting: Setting, tmp_path: Path, service: str
) -> None:
    need(setting, *filter(None, [service]))
    (tmp_path / "aviary").mkdir()
    (tmp_path / "aviary/__init__.py").touch()
    (tmp_path / "aviary/models.py").write_text(MODELS)
    outcome = run(setting, tmp_path, DJANGO.format(postgresql=bool(service)))
    assert outcome.log == ""
    assert outcome.cases == {"threads": {"asynchronous": 1}, "loop": {"queries": 11}}


PSYCOPG = """
import psycopg
from labkit import postgresql, record, statements
with postgresql() as dsn, psycopg.connect(dsn) as connection:
    with statements(connection) as log:
        connection.execute("CREATE TABLE birds (name text)")
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO birds VALUES (%s)", ["wren"])
            cursor.executemany("INSERT INTO birds VALUES (%s)", [["owl"], ["kite"]])
        connection.commit()
    connection.execute("SELECT 1")
    record("psycopg", statements=len(log))
"""


def test_statements_of_psycopg_are_counted(setting: Setting, tmp_path: Path) -> None:
    need(setting, "postgresql")
    outcome = run(setting, tmp_path, PSYCOPG)
    assert outcome.log == ""
    assert outcome.cases == {"psycopg": {"statements": 3}}


def test_a_service_that_went_away_is_told(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAB_REDIS_URL", "redis://127.0.0.1:1/0")
    outcome = run(setting, tmp_path, "from labkit import own; own('redis', 'lab_gone')")
    [told] = outcome.survivors
    assert told.startswith("redis_keys: ")


def test_a_lab_can_be_tried_by_hand(setting: Setting, tmp_path: Path) -> None:
    (tmp_path / "lab.py").write_text(
        "from labkit import *\nrecord('loop', terms=3)\ncapture('plan', 'scan')\nprint(PROFILE)"
    )
    tried = subprocess.run(
        [setting.python, "-m", "labkit", str(tmp_path / "lab.py"), "--profile", "sqlite"],
        env=os.environ | {"PYTHONPATH": str(PROJECT / "generator/runner")},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = tried.stdout.splitlines()
    assert lines[:2] == ["sqlite", "loop                        terms=3"]
    assert lines[3:5] == ["--- plan ---", "scan"]
    assert lines[5].startswith("exit code 0, ")


EVERYTHING = """
import psycopg
from kombu import Connection, Queue
from pymemcache import Client
from redis import Redis
from labkit import NAME, memcached, own, postgresql, rabbitmq, redis, spawn
spawn(["sleep", "300"])
with postgresql() as dsn, redis() as url, memcached() as server, rabbitmq() as amqp:
    while True:
        with psycopg.connect(dsn) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS birds ()")
        Redis.from_url(url).set(NAME + ":bird", "wren")
        Client(server).set(own("memcached", NAME + "_bird"), "wren")
        with Connection(amqp) as connection:
            Queue(own("queue", NAME + "_birds"))(connection.channel()).declare()
"""
LEFT = """
import psycopg
from redis import Redis
with psycopg.connect(os.environ["LAB_PG_DSN"]) as connection:
    rows = connection.execute("SELECT datname FROM pg_database").fetchall()
keys = Redis.from_url(os.environ["LAB_REDIS_URL"]).keys("lab_moments_*")
said = [name for name, in rows if name.startswith("lab_moments_")] + [key.decode() for key in keys]
"""


@pytest.mark.parametrize("delay_s", [0.2, 0.5, 0.8, 1.3])
def test_nothing_stays_of_a_runner_that_is_killed_at_any_moment(
    setting: Setting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delay_s: float
) -> None:
    need(setting, "postgresql", "redis", "memcached", "rabbitmq")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    lab = tmp_path / "moments"
    lab.mkdir()
    (lab / "lab.py").write_text(EVERYTHING)
    running = subprocess.Popen(
        [setting.python, "-m", "labkit", str(lab / "lab.py")],
        env=os.environ | {"PYTHONPATH": str(PROJECT / "generator/runner")},
    )
    time.sleep(delay_s)
    running.kill()
    running.wait()
    ledgers = [folder / "ledger" for folder in runs_folder().glob("lab_*")]
    values = [key for ledger in ledgers for key in names(ledger, "memcached")]
    queues = [queue for ledger in ledgers for queue in names(ledger, "queue")]
    assert clean_up_after_the_dead(setting.python) == []
    assert ask(setting, LEFT) == []
    for key in values:
        assert ask(setting, VALUE.format(key=key)) is None
    for queue in queues:
        assert ask(setting, DECLARED.format(name=queue.removesuffix("_birds"))) == []
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "args"], capture_output=True, text=True, check=True
    )
    assert str(lab) not in listed.stdout
