"""The HTTP interface: public, read-only but for the check that stores nothing (POST only). The
people of a meeting are read with a key alone, whoever is signed in. The pages with keys are the
meeting's organisers'.
"""

from tests.access.meetings import ORGANISERS, POST_ONLY

OPEN = {"default": 200}

ROWS = {
    "api-v1:openapi-json": OPEN,
    "api-v1:calls": OPEN,
    "api-v1:call": OPEN,
    "api-v1:rules": OPEN,
    "api-v1:check": {"default": 405},
    "api-v1:meetings": OPEN,
    "api-v1:registrations": {"default": 401},
    "api-v1:operations": OPEN,
    "api-v1:api-root": {"default": 404},  # no page of documentation
    "api:connections": ORGANISERS,
    "api:revoke_token": POST_ONLY,
    "api:new_hook": ORGANISERS,
    "api:hook": ORGANISERS,
    "api:end_hook": POST_ONLY,
    "api:send_again": POST_ONLY,
}
POSTS = {"api-v1:check": {400}, "api-v1:openapi-json": {200}}  # an empty body is no application
