"""Check a dossier in PDF off line: python verify_dossier.py dossier.pdf PUBLIC_KEY"""

import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pypdf import PdfReader

attached = PdfReader(sys.argv[1]).attachments
carried = {name.split("-")[-1]: parts[0] for name, parts in attached.items()}
seal = json.loads(carried.pop("seal.json"))
(content,) = carried.values()  # the other file is what was sealed
if hashlib.sha256(content).hexdigest() != seal["sha256"]:
    sys.exit("Not genuine: this content is not the one that was sealed.")
facts = {name: seal[name] for name in ("kind", "number", "previous", "sealed_at", "sha256")}
signed = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sys.argv[2]))
key.verify(bytes.fromhex(seal["seal"]), signed)  # stops here unless the seal is the site's own
print("Genuine:", seal["kind"], seal["number"], seal["sealed_at"], seal["sha256"])
