"""Check the daily lists of a call off line: python verify_lists.py lists.json [FINGERPRINT]"""

import hashlib
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    chain = json.load(file)["days"]
previous, found = "", []
for one in chain:
    if one["previous"] != previous:
        sys.exit(f"Broken: {one['day']} does not follow the list before it.")
    if content := one.get("content"):
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        linked = (content["previous"], content["day"]) == (previous, one["day"])
        if not linked or hashlib.sha256(text.encode()).hexdigest() != one["sha256"]:
            sys.exit(f"Not genuine: the list of {one['day']} is not the one announced.")
        found += [one["day"] for entry in content["filed"] if entry["sha256"] in sys.argv[2:]]
    previous = one["sha256"]
print(f"The chain holds: {len(chain)} days, the last is {previous}")
if sys.argv[2:]:
    print("Your filing is listed on", ", ".join(found) if found else "no day")
