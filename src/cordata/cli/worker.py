"""`cordata worker`: the job worker, which also ticks each minute."""

from __future__ import annotations

import argparse
import gc
import threading
import time

import structlog
from django.conf import settings
from django.db import connection
from django_q.cluster import Cluster

from cordata.api import sending as hooks
from cordata.cli import production
from cordata.desk import agenda
from cordata.documents import scanning
from cordata.kernel import clock, jobs, logs
from cordata.notify import sending
from cordata.rehearsal import moving
from cordata.rehearsal.middleware import shift_clock
from cordata.watch import probing

structlog.configure(
    processors=[logs.as_said],
    wrapper_class=structlog.stdlib.BoundLogger,
    logger_factory=structlog.stdlib.LoggerFactory(),
)
log = structlog.get_logger(__name__)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what waits, then end")


def run(given: argparse.Namespace) -> int:
    production.refuse_danger()
    if given.once:
        jobs.run_now()
    else:
        work()
    return 0


def work(address: str = "") -> None:
    """Until a signal comes: the queue in processes of its own, the ticking and the watching each
    in a thread here: a slow mail makes no minute missing."""
    cluster = Cluster()
    gc.collect()
    gc.freeze()  # what is loaded by now stays shared with the processes that follow
    cluster.start()  # forks: a thread that held a lock by then would hold it in the child for ever
    threading.Thread(target=tick_each_minute, daemon=True).start()
    watched = settings.WATCH_URL or address or probing.OWN
    threading.Thread(target=watch_each_minute, args=(watched,), daemon=True).start()
    while cluster.is_running or cluster.is_starting:
        time.sleep(0.2)


def tick_each_minute() -> None:
    """Carry out what falls due, then try the mails and scans that wait; what fails is logged and
    tried again next minute."""
    while True:
        try:
            for act in moving.tick() if settings.REHEARSAL else agenda.tick():
                log.info("due", code=act.code, at=str(act.at))
            sending.send_due()
            hooks.queue_due()
            scanning.scan_forgotten()
        except Exception:
            log.exception("tick failed")
        time.sleep(60)


def watch_each_minute(address: str) -> None:
    """Ask the site how it is at the beginning of each minute; a database that takes no answer
    leaves the minute missing, which says the same."""
    while True:
        time.sleep(60 - clock.real_now().timestamp() % 60)
        try:
            if settings.REHEARSAL:
                shift_clock()
            probing.watch_once(address, clock.now())
        except Exception:
            log.exception("the probe could not be kept")
            connection.close()
