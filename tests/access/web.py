"""What has one address in every language, and the reader's colours: everybody."""

OPEN = {"default": 200}
ELSEWHERE = {"default": 302}

ROWS = {
    "root": ELSEWHERE,
    "healthz": OPEN,
    "readyz": OPEN,
    "robots": OPEN,
    "favicon": ELSEWHERE,
    "web:theme": {"default": 405},
    "watch_try": {"default": 405},  # our own probe's, by its signed word
}
POSTS = {"watch_try": {404}, "web:theme": {302}}  # a cookie, and back
