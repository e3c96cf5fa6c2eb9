"""Sealed values open with the keys of the house and the right context, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitouke.kernel.crypto import CannotOpen, Sealer, generate_key, self_test

KEY, OTHER_KEY, INDEX_KEY = b"a" * 32, b"b" * 32, b"i" * 32
NUMBER = b"11010519491231002X"


@given(st.binary(max_size=3000), st.binary(max_size=40))
def test_a_sealed_value_opens_to_what_it_was(value, context):
    sealer = Sealer([KEY], INDEX_KEY)
    assert sealer.open(sealer.seal(value, context), context) == value


def test_the_same_value_is_sealed_anew_each_time():
    sealer = Sealer([KEY], INDEX_KEY)
    assert sealer.seal(NUMBER) != sealer.seal(NUMBER)
    assert NUMBER not in sealer.seal(NUMBER)


def test_another_context_does_not_open():
    sealer = Sealer([KEY], INDEX_KEY)
    with pytest.raises(CannotOpen):
        sealer.open(sealer.seal(NUMBER, b"one"), b"other")


def test_any_altered_byte_is_noticed():
    sealer = Sealer([KEY], INDEX_KEY)
    sealed = sealer.seal(NUMBER, b"record")
    for place in range(len(sealed)):
        altered = bytearray(sealed)
        altered[place] ^= 1
        with pytest.raises(CannotOpen):
            sealer.open(bytes(altered), b"record")


@pytest.mark.parametrize("length", [0, 1, 4, 5, 16, 17, 20])
def test_a_value_cut_short_is_refused_and_crashes_nothing(length):
    sealer = Sealer([KEY], INDEX_KEY)
    with pytest.raises(CannotOpen):
        sealer.open(sealer.seal(NUMBER)[:length])


def test_after_a_rotation_the_old_key_opens_and_the_new_one_seals():
    before = Sealer([KEY], INDEX_KEY)
    after = Sealer([OTHER_KEY, KEY], INDEX_KEY)
    old = before.seal(NUMBER)
    assert after.open(old) == NUMBER
    assert not after.is_sealed_with_first_key(old)
    new = after.seal(NUMBER)
    assert after.is_sealed_with_first_key(new)
    assert Sealer([OTHER_KEY], INDEX_KEY).open(new) == NUMBER
    with pytest.raises(CannotOpen):
        before.open(new)


def test_a_key_that_is_gone_opens_nothing():
    with pytest.raises(CannotOpen):
        Sealer([OTHER_KEY], INDEX_KEY).open(Sealer([KEY], INDEX_KEY).seal(NUMBER))


def test_a_sealer_without_keys_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Sealer([], INDEX_KEY)


def test_equal_numbers_have_equal_indexes_for_one_purpose_only():
    sealer = Sealer([KEY], INDEX_KEY)
    assert sealer.blind_index("document", "X1") == sealer.blind_index("document", b"X1")
    assert sealer.blind_index("document", "X1") != sealer.blind_index("document", "X2")
    assert sealer.blind_index("document", "X1") != sealer.blind_index("name_hash", "X1")
    assert len(sealer.blind_index("document", "X1")) == 16


def test_an_index_hangs_on_its_key_and_not_on_the_field_keys():
    index = Sealer([KEY], INDEX_KEY).blind_index("document", "X1")
    assert Sealer([OTHER_KEY], INDEX_KEY).blind_index("document", "X1") == index
    assert Sealer([KEY], b"j" * 32).blind_index("document", "X1") != index


def test_purposes_in_use_differ_within_the_length_that_counts():
    purposes = ["document", "name_hash", "document_hash", "record-digest", "row-key", "self-test"]
    assert len({purpose.encode()[:16] for purpose in purposes}) == len(purposes)


def test_the_keys_of_this_installation_work():
    self_test()


def test_a_new_key_is_32_bytes_and_never_the_same():
    import base64

    assert len(base64.urlsafe_b64decode(generate_key())) == 32
    assert generate_key() != generate_key()
