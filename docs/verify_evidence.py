"""Check an evidence pack off line: python verify_evidence.py evidence.zip PUBLIC_KEY"""

import hashlib
import json
import sys
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content):
    return hashlib.sha256(content).hexdigest()


files = zipfile.ZipFile(sys.argv[1])
content, seal = files.read("content.json"), json.loads(files.read("seal.json"))
if sha256(content) != seal["sha256"]:
    sys.exit("Not genuine: this manifest is not the one that was sealed.")
facts = {name: seal[name] for name in ("kind", "number", "previous", "sealed_at", "sha256")}
key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sys.argv[2]))
key.verify(bytes.fromhex(seal["seal"]), canonical(facts))  # stops here unless it is the site's own
parts = json.loads(content)["parts"]
if set(files.namelist()) != {"content.json", "seal.json", *parts}:
    sys.exit("Not genuine: a part is missing or was added.")
for name, digest in parts.items():
    if sha256(files.read(name)) != digest:
        sys.exit(f"Not genuine: {name} was changed.")
for name in ("journal.json", "probes.json"):
    for entry in json.loads(files.read(name)):
        digest = entry.pop("digest")
        if "previous" in entry and sha256(canonical(entry)) != digest:
            sys.exit(f"Not genuine: an entry of {name} does not hold.")
print("Genuine:", seal["kind"], seal["number"], seal["sealed_at"], seal["sha256"])
