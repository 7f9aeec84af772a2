"""A form as a person fills it: inputs found by label or name, and what a browser would send."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.demonstration.story.document import Element

TICKED = frozenset({"radio", "checkbox"})


class NotOnPage(AssertionError):
    """The person looks for something that the page does not have."""


@dataclass(slots=True)
class Control:
    """One input: what it is called, what is in it, and the groups (legends) it stands in."""

    element: Element
    name: str
    kind: str
    label: str
    legends: tuple[str, ...]
    value: str
    ticked: bool

    @property
    def options(self) -> dict[str, str]:
        """A list's options: words → value."""
        return {one.line: one.get("value") for one in self.element.all("option")}


class Form:
    """One form of a page, with everything a browser would have put in it."""

    def __init__(self, element: Element, labels: dict[str, str]) -> None:
        self.action = element.get("action")
        self.method = element.get("method", "get").lower()
        self.buttons = tuple(one for one in element.all("button") if one.get("type", "submit") == "submit")
        self.controls = list(_controls(element, labels))

    @property
    def names(self) -> frozenset[str]:
        """The names it would or could send."""
        return frozenset(one.name for one in self.controls)

    def put(self, name: str, value: str) -> None:
        """Type into the input of this name, or choose the radio, tick or option of this value."""
        found = [one for one in self.controls if one.name == name]
        if not found:
            raise NotOnPage(f"no input is named {name}")
        if found[0].kind in TICKED:
            if value not in {one.value for one in found}:
                raise NotOnPage(f"{name} does not offer this choice: {value}")
            for one in found:
                one.ticked = one.value == value or (one.kind == "checkbox" and one.ticked)
        else:
            if found[0].kind == "select" and value not in found[0].options.values():
                raise NotOnPage(f"{name} does not offer this choice: {value}")
            found[0].value = value

    def labels(self, name: str) -> list[str]:
        """The labels of the inputs with this name."""
        return [one.label for one in self.controls if one.name == name]

    def tick_only(self, name: str, labels: Collection[str]) -> None:
        """Of the boxes with this name, tick those with these labels and no others."""
        found = {one.label: one for one in self.controls if one.name == name and one.kind == "checkbox"}
        if missing := set(labels) - set(found):
            raise NotOnPage(f"{name} has no box labelled {sorted(missing)}")
        for label, one in found.items():
            one.ticked = label in labels

    def give(self, name: str, value: Any) -> None:
        """Fill the widget of a catalogue field with a value of any of its types; rows must already be there."""
        if isinstance(value, datetime):
            self.give(name, value.date())
            self.put(f"{name}-time", f"{value:%H:%M}")
        elif isinstance(value, date):
            for part, number in (("day", value.day), ("month", value.month), ("year", value.year)):
                self.put(f"{name}-{part}", str(number))
        elif isinstance(value, dict):
            for part, inner in value.items():
                self.give(f"{name}-{part}", inner)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for index, row in enumerate(value):
                self.give(f"{name}-{index}", row)
        elif isinstance(value, list):
            for one in value:
                self.put(name, one)
        else:
            self.put(name, str(value))

    def labelled(self, label: str, within: str | None = None) -> Control:
        """The one input with this label, inside the group with this legend where one is given."""
        found = [
            one
            for one in self.controls
            if _means(one.label, label) and (within is None or any(_means(legend, within) for legend in one.legends))
        ]
        if len(found) != 1:
            where = f" in “{within}”" if within else ""
            raise NotOnPage(f"{len(found)} inputs are labelled “{label}”{where}")
        return found[0]

    def choices(self, within: str) -> list[str]:
        """The labels of a group, in order: of somebody whom a page calls by a label of its own."""
        return [one.label for one in self.controls if any(_means(legend, within) for legend in one.legends)]

    def fill(self, label: str, value: str, within: str | None = None) -> None:
        """Type under a label, or choose from a list by how its words begin, be it one that opens or one of radios."""
        radios = [one for one in self.choices(label) if one.startswith(value)]
        if len(radios) == 1:
            self.choose(radios[0], within=label)
            return
        control = self.labelled(label, within)
        if control.kind == "select":
            matching = [key for words, key in control.options.items() if words.startswith(value)]
            if len(matching) != 1:
                raise NotOnPage(f"{len(matching)} options of “{label}” begin with “{value}”")
            control.value = matching[0]
        else:
            control.value = value

    def choose(self, label: str, within: str | None = None) -> None:
        """Choose a radio or tick a box by its label."""
        control = self.labelled(label, within)
        if control.kind not in TICKED:
            raise NotOnPage(f"“{label}” is nothing to choose or tick")
        self.put(control.name, control.value)

    def sent(self, button: Element | None) -> list[tuple[str, str]]:
        """What a browser would send when this button is pressed."""
        pairs = [(one.name, one.value) for one in self.controls if one.kind not in TICKED or one.ticked]
        if button is not None and button.get("name"):
            pairs.append((button.get("name"), button.get("value")))
        return pairs


def _controls(form: Element, labels: dict[str, str]) -> Iterator[Control]:
    for one in form.all("input", "select", "textarea"):
        kind = one.tag if one.tag != "input" else one.get("type", "text")
        if not one.get("name") or one.has("disabled") or kind in {"submit", "button", "image", "reset"}:
            continue
        legends = tuple(_legend(group) for group in one.above("fieldset"))
        label = labels.get(one.get("id"), "") or one.get("aria-label")
        yield Control(one, one.get("name"), kind, label, legends, _value(one, kind), one.has("checked"))


def _value(one: Element, kind: str) -> str:
    if kind == "select":
        options = list(one.all("option"))
        chosen = [option for option in options if option.has("selected")] or options[:1]
        return chosen[0].get("value") if chosen else ""
    if kind == "textarea":
        text = "".join(child for child in one.children if isinstance(child, str))
        return text.removeprefix("\n")
    return one.get("value", "on" if kind in TICKED else "")


def _legend(fieldset: Element) -> str:
    for child in fieldset.children:
        if isinstance(child, Element) and child.tag == "legend":
            return child.line
    return ""


def _means(words: str, wanted: str) -> bool:
    return words == wanted or words.removesuffix(" (optional)") == wanted
