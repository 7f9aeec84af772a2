"""What is there before a hub goes live, as rows for programs."""

from __future__ import annotations

from typing import Any

from app.services.administration.find_evidence import Checklist, Line


def evidence_row(one: Checklist) -> dict[str, Any]:
    """One hub's, in JSON: what its people say, what the exchange sees, and all that is missing."""
    return {
        "hub": str(one.hub.id),
        "name": one.hub.name,
        "said": [_said(line) for line in one.lines],
        "seen": [{"label": known.label, "missing": list(known.gaps)} for known in one.known],
        "missing": list(one.gaps),
    }


def _said(line: Line) -> dict[str, Any]:
    said = line.said
    return {
        "item": line.key,
        "label": line.item.label,
        "answers": said.answers if said else None,
        "reference": said.reference if said else None,
        "said_by": line.by,
        "said_at": said.said_at.isoformat() if said else None,
        "again_at": said.again_at.isoformat() if said else None,
        "missing": line.gap,
    }
