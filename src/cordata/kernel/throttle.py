"""A limiter of our own: one upsert a try, exact across processes, in real time (AUT-02)."""

from __future__ import annotations

import hashlib

from django.db import connection, transaction

from cordata.kernel import clock


def within_limit(what: str, who: str, *, limit: int, seconds: int) -> bool:
    """Count one try of `who` at `what`; False once more than `limit` fall in the window.

    `who` is hashed: the table holds no address.
    """
    window = int(clock.real_now().timestamp()) // seconds
    key = f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    sql = """
        INSERT INTO kernel_throttle (key, "window", count) VALUES (%s, %s, 1)
        ON CONFLICT (key) DO UPDATE SET
          count = CASE WHEN kernel_throttle."window" = excluded."window"
                       THEN kernel_throttle.count + 1 ELSE 1 END,
          "window" = excluded."window"
        RETURNING count
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [key, window])
        return int(cursor.fetchone()[0]) <= limit
