"""The outbox: templates per notice and language, sending with retries. Never knows why."""
