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
}
POSTS = {"web:theme": {302}}  # a cookie, and back
