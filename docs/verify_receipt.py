"""Check a receipt off line: python verify_receipt.py receipt.zip PUBLIC_KEY"""

import hashlib
import json
import sys
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

files = zipfile.ZipFile(sys.argv[1])
content, seal = files.read("content.json"), json.loads(files.read("seal.json"))
if hashlib.sha256(content).hexdigest() != seal["sha256"]:
    sys.exit("Not genuine: this content is not the one that was sealed.")
facts = {name: seal[name] for name in ("kind", "number", "previous", "sealed_at", "sha256")}
signed = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sys.argv[2]))
key.verify(bytes.fromhex(seal["seal"]), signed)  # stops here unless the seal is the site's own
print("Genuine:", seal["kind"], seal["number"], seal["sealed_at"], seal["sha256"])
