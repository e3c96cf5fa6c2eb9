"""Every sample message is read as its standard means, or refused with the right code: docs/reference/messages.md."""

import json
from collections import Counter

from huitouke.connectors.messages.cards import is_card_number
from huitouke.connectors.messages.reading import (
    ReadCompany,
    ReadMeaning,
    ReadProfile,
    ReadReservation,
    Unread,
)
from huitouke.connectors.messages.standards import STANDARDS
from huitouke.connectors.messages.tests.samples import every_sample, outcome
from huitouke.connectors.messages.wording import IGNORED, UNREAD, sentence
from huitouke.intake.payloads import canonical
from huitouke.testing.golden import assert_golden
from huitouke.testing.sources import REPOSITORY

HEAD = """# Messages: what became of each sample

Made by a test (`src/huitouke/connectors/messages/tests/test_samples.py`) from the sample messages that the vendors and
their partners publish, and held by it. *Applied* means that reservations, profiles or companies are made or changed as
the standard means; *ignored* that the message was understood and carries nothing that is kept; *refused* that it waits
in the quarantine under this code (sentences: [errors](errors.md)). How fields are read stands in
[../domain/messages.md](../domain/messages.md).

"""


def test_the_table_of_samples_says_what_became_of_each(is_writing_golden):
    lines = ["| kind | sample | what became of it |", "|---|---|---|"]
    counts = Counter()
    for kind, path in every_sample():
        found = outcome(kind, path.read_bytes())
        word, text = described(found)
        counts[word] += 1
        lines.append(f"| {kind} | {path.parent.name}/{path.name} | {text} |")
    total = ", ".join(f"{counts[word]} {word}" for word in ("applied", "ignored", "refused"))
    made = f"{HEAD}{sum(counts.values())} samples: {total}.\n\n" + "\n".join(lines) + "\n"
    assert_golden(REPOSITORY / "docs" / "reference" / "messages.md", made, is_writing=is_writing_golden)


def described(found):
    if isinstance(found, Unread):
        at = found.data.get("at", "")
        return "refused", f"refused: `{found.code}`" + (f" ({at})" if at else "")
    said = []
    names = {
        ReadReservation: "reservation",
        ReadProfile: "profile",
        ReadCompany: "company",
        ReadMeaning: "meaning of a code",
    }
    for part in found.parts:
        text = names[type(part)]
        if isinstance(part, ReadReservation):
            told = part.told
            words = [told.status or "", f"{told.arrival} to {told.departure}" if told.arrival else ""]
            words.append(f"{len(told.lines)} line of its folio" if told.lines else "")
            words.append("requests" if told.requests and not told.arrival else "")
            words.append("channel" if told.channel and not told.arrival else "")
            text += " " + ", ".join(filter(None, words))
        said.append(text.strip())
    counted = [f"{text} (x{count})" if count > 1 else text for text, count in Counter(said).items()]
    counted += [f"passed over: {sentence(code, {}, 'en').lower()}" for code in dict.fromkeys(found.ignored)]
    word = "applied" if found.parts else "ignored"
    codes = "" if found.parts else " ".join(f"`{code}`" for code in dict.fromkeys(found.ignored)) + ": "
    return word, f"{word}: {codes}{'; '.join(counted)}".replace(
        "passed over: ", "" if codes else "passed over: "
    )


def test_what_is_kept_of_a_sample_reads_into_the_same_again():
    reservations = 0
    for kind, path in every_sample():
        found = outcome(kind, path.read_bytes())
        for part in () if isinstance(found, Unread) else found.parts:
            kept = json.loads(canonical(part.data))
            if isinstance(part, ReadReservation):
                reservations += 1
                assert STANDARDS[kind][2](kept) == part.told, path.name
            else:
                assert part.raw, path.name
    assert reservations > 20


def test_no_card_number_and_no_secret_leaves_a_reader():
    secret = ("very-secret-password", "s3cr3ts4uc3", "123</", '"CardNumber"', "ExpireDate", "5904606")
    numbers = 0
    for kind, path in every_sample():
        body = path.read_bytes()
        numbers += sum(
            is_card_number(word) for word in body.decode().replace("<", " ").replace('"', " ").split()
        )
        found = outcome(kind, body)
        text = repr(found) if isinstance(found, Unread) else repr(found.parts)
        for word in ("4444333322221111", "4321432143214327", "4111111111111111", *secret[:2], secret[5]):
            assert word not in text, path.name
    assert numbers >= 1


def test_every_code_of_a_sample_has_its_words():
    for kind, path in every_sample():
        found = outcome(kind, path.read_bytes())
        if isinstance(found, Unread):
            assert found.code in UNREAD
        else:
            assert set(found.ignored) <= set(IGNORED)
            assert {unread.code for unread in found.unread} <= set(UNREAD)
