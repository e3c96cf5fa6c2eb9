import pytest

from huitouke.connectors.messages.scrubbing import without_cards


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b'<PaymentCard CardNumber="4111111111111111" SeriesCode="123"/>',
         b'<PaymentCard CardNumber="************1111" SeriesCode="***"/>'),
        (b'{"card": {"number": "4111 1111 1111 1111", "cvv": 737}}',
         b'{"card": {"number": "************1111", "cvv": 0}}'),
        (b"<Comment>pay with 5555-5555-5555-4444 please</Comment>",
         b"<Comment>pay with ************4444 please</Comment>"),
        (b'<CardNumber>4111111111111111</CardNumber><CVC>123</CVC>',
         b'<CardNumber>************1111</CardNumber><CVC>***</CVC>'),
        (b'{"cardNumber": 4111111111111111}', b'{"cardNumber": 0}'),
        (b'<HotelReservationID ResID_Value="4111111111111111"/>', None),
        (b'{"id": "4111111111111111", "confirmationNumber": 4111111111111111}', None),
        (b'{"phone": "+8613800138000", "total": "411111.00"}', None),
        (b'<Comment>4111111111111112</Comment>', None),
    ],
)  # fmt: skip
def test_card_numbers_go_and_ids_stay(sent, kept):
    assert without_cards(sent) == (sent if kept is None else kept)


def test_a_message_in_sixteen_bits_is_looked_through_too():
    sent = '<PaymentCard CardNumber="4111111111111111"/>'.encode("utf-16")
    assert without_cards(sent).decode("utf-16") == '<PaymentCard CardNumber="************1111"/>'
