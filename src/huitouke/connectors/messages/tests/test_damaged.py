"""Whatever happens to a message on its way, a reader says what it read or why it did not; it never breaks off."""

import json
import random
from xml.sax.saxutils import escape, quoteattr

from huitouke.connectors.messages.reading import Reading, ReadReservation, Unread
from huitouke.connectors.messages.standards import STANDARDS
from huitouke.connectors.messages.tests.samples import every_sample, outcome
from huitouke.connectors.messages.wording import IGNORED, UNREAD
from huitouke.connectors.messages.xml_trees import read_xml

CUTS = 200


def check(kind, body, name):
    found = outcome(kind, body)
    if isinstance(found, Unread):
        assert found.code in UNREAD, name
        assert all(isinstance(value, str) and len(value) < 200 for value in found.data.values()), name
        return found
    assert isinstance(found, Reading), name
    assert set(found.ignored) <= set(IGNORED), name
    for part in found.parts:
        assert part.external_id, name
        if isinstance(part, ReadReservation):
            told = part.told
            assert STANDARDS[kind][2](part.data) == told, name
            assert not (told.arrival and told.departure) or told.arrival <= told.departure, name
    return found


def test_a_sample_cut_at_any_place_is_read_or_refused():
    dice = random.Random(20261122)
    refused = 0
    for kind, path in every_sample():
        body = path.read_bytes()
        for _cut in range(CUTS):
            found = check(kind, body[: dice.randrange(len(body))], path.name)
            refused += isinstance(found, Unread)
    assert refused > CUTS * 70, "what is cut off is not whole, and is not taken for it"


def test_a_sample_without_any_one_field_is_read_or_refused():
    for kind, path in every_sample():
        body = path.read_bytes()
        without = without_elements if kind == "opentravel" else without_fields
        for shorter in without(body):
            check(kind, shorter, path.name)


def test_a_sample_with_any_one_value_of_another_form_is_read_or_refused():
    odd = [None, "", "x", -1, 10**30, 1.5, True, [], {}, [None], {"a": []}, "9999-99-99", "\ud800\0"]
    dice = random.Random(7)
    for kind, path in every_sample():
        if kind == "opentravel" or (tree := as_json(path.read_bytes())) is None:
            continue
        for holder, step in places(tree):
            value, holder[step] = holder[step], dice.choice(odd)
            check(kind, json.dumps(tree).encode(), path.name)
            holder[step] = value


def as_json(body):
    try:
        return json.loads(body)
    except ValueError:
        return None


def without_fields(body):
    tree = as_json(body)
    if tree is None:
        return
    for holder, step in places(tree):
        if isinstance(holder, list):
            value = holder.pop(step)
            yield json.dumps(tree).encode()
            holder.insert(step, value)
        else:
            kept = dict(holder)
            del holder[step]
            yield json.dumps(tree).encode()
            holder.clear()
            holder.update(kept)


def places(tree):
    """Every field and entry of a tree, as what holds it and where; the tree may change between, if it is put back."""
    found = []
    entries = (
        list(tree.items())
        if isinstance(tree, dict)
        else list(enumerate(tree))
        if isinstance(tree, list)
        else []
    )
    for step, value in entries:
        found.append((tree, step))
        found += places(value)
    return found


def without_elements(body):
    """The document without each of its elements and attributes in turn."""
    try:
        name, tree = read_xml(body)
    except Unread:
        return
    for holder, step in places(tree):
        value = holder[step]
        if isinstance(holder, list):
            holder.pop(step)
            yield as_xml(name, tree)
            holder.insert(step, value)
        elif not isinstance(value, list):
            kept = dict(holder)
            del holder[step]
            yield as_xml(name, tree)
            holder.clear()
            holder.update(kept)


def as_xml(name, tree):
    return f"<{name}{inside(tree)}</{name}>".encode()


def inside(element):
    attributes = "".join(f" {key[1:]}={quoteattr(value)}" for key, value in element.items() if key[0] == "@")
    children = "".join(
        f"<{key}{inside(child)}</{key}>"
        for key, value in element.items()
        if key[0] not in "@#"
        for child in value
    )
    return f"{attributes}>{escape(element.get('#', ''))}{children}"
