"""The pages of a draft once it was submitted: staff know the file now and are told why not (403);
its first page leads them to the sealed version. Strangers still learn nothing. One page of
each kind: all of them find the file by the same function.
"""

from tests.access.applications_sections import ROW

STAFF = ("officer", "authority", "aid_reviewer", "auditor")
KNOWN = ROW | dict.fromkeys(STAFF, 403)

ROWS = {
    "applications:detail": KNOWN | dict.fromkeys(STAFF, 302),
    "applications:project": KNOWN,
    "applications:text": KNOWN,
    "applications:budget": KNOWN,
    "applications:annex_file": KNOWN,
    "applications:review": KNOWN,
}
