"""Receipts as a site gives them, with the images they are about, and everything that can be done to them."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from app.attestations import manifest, seals
from tests.factories.people import Draft, signed_submission
from tests.factories.pictures import jpeg

Said = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """What a signer keeps: the receipt, the list of keys, and the images in order."""

    receipt: bytes
    keys: bytes
    images: list[bytes]

    @property
    def said(self) -> Said:
        """The receipt, to be changed."""
        found: Said = json.loads(self.receipt)
        return found

    def changed(self, change: Callable[[Said], object]) -> bytes:
        said = self.said
        change(said)
        return written(said)


def given(app: Flask, *, images: int = 2) -> Given:
    """A receipt for a signature just given. Needs an application context."""
    draft = signed_submission(app, images=images)
    return of(app, draft, images=images)


def of(app: Flask, draft: Draft, *, images: int = 0) -> Given:
    pictures = [jpeg(f"amina@example.org {n}") for n in range(images)]
    answer = draft.guest.get(f"{draft.where}/receipts/{draft.attestation.revision.number}")
    assert answer.status_code == 200
    keys = draft.guest.get("/policies/keys.json")
    return Given(answer.data, keys.data, pictures)


def written(said: Said) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode()


def forged(receipt: bytes, change: Callable[[Said], object] = lambda _said: None) -> bytes:
    """The receipt changed, and signed anew by somebody with a key of their own."""
    said = copy.deepcopy(json.loads(receipt))
    change(said)
    seed = seals.new_seed()
    public_key = seals.public_half(seed)
    said["signed"]["key_id"] = seals.key_id(public_key)
    said["signature"] = {
        "algorithm": seals.ALGORITHM,
        "public_key": public_key,
        "value": seals.sign(seed, said["signed"]),
    }
    return written(said)


def declared_by_an_editor(said: Said) -> None:
    """As if an editor of the site had declared the right to the second image; to be signed anew."""
    signed = said["signed"]
    old = manifest.digest(said["declarations"][1])
    said["declarations"][1]["declared"]["declared_by"] = "editor"
    new = manifest.digest(said["declarations"][1])
    signed["manifest"]["images"][1]["rights"] = new
    image = next(one for one in signed["statement"]["images"] if one["rights_sha256"] == old)
    image.update(rights_sha256=new, declared_by="editor")
    signed["statement"]["content_sha256"] = manifest.digest(signed["manifest"])
