"""What a leaf says, read so that nothing anybody writes into a log can end its reader."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import NoneType
from typing import Any
from uuid import UUID

from app.domain.log_entry import StoredLeaf

IDS = ("id", "file", "from", "to")
COMMITMENTS = ("actor", "fields", "detail")
LARGEST_RELEASE = 2**31 - 1


def leaf_body(leaf: StoredLeaf) -> Mapping[str, Any]:
    """The members of a leaf, those that every leaf has being what they are; nothing when it is none of the exchange's.

    Nothing either when it is filed under an id or kind other than its own.
    """
    try:
        body = json.loads(leaf.leaf)
        json.dumps(body, ensure_ascii=False).encode()  # half a character is in no page
        ids = [body[name] is None or UUID(body[name]) for name in IDS]
        number = body["policy"]["number"]
        whole = (
            (ids[0], body["k"]) == (leaf.id, leaf.kind)
            and all(type(body[name]) is str for name in COMMITMENTS)
            and all(type(one) in (str, NoneType) for one in (body["purpose"], body["basis"], body.get("what")))
            and type(body["n"]) is int
            and (number is None or (type(number) is int and 0 <= number <= LARGEST_RELEASE))
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return body if whole else {}
