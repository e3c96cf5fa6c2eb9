"""Charges and payments of Mews as lines of a folio."""

from typing import Final

from huitouke.connectors.messages.amounts import named_currency, read_amount, read_count
from huitouke.connectors.messages.instants import business_day, read_instant
from huitouke.connectors.messages.parts import Element
from huitouke.connectors.messages.reading import Unread
from huitouke.connectors.messages.trees import Node
from huitouke.stays.told import Told, ToldLine

_KINDS: Final = {
    "SpaceOrder": "room", "CityTax": "tax", "CancellationFee": "cancellation", "NoShowFee": "no_show",
    "NightRebate": "rebate", "ProductOrderRebate": "rebate", "AdditionalExpenseRebate": "rebate",
}  # fmt: skip
"""Types of order items that are a kind of charge of ours; others keep their own word, to be mapped."""
_METHODS: Final = {
    "CashPayment": "cash", "CreditCardPayment": "credit_card", "BankTransferPayment": "transfer",
    "InvoicePayment": "on_account", "AlternativePayment": "other",
}  # fmt: skip
_VOID: Final = frozenset({"Canceled", "Cancelled", "Failed", "Rejected"})


def lines_told(element: Element) -> Told:
    """One order item or payment as a line of the reservation's folio."""
    item = element.item
    is_payment = element.what == "Payment"
    external_id = item["Id"].text[:200]
    if not external_id:
        raise Unread("value_unreadable", at=f"{item.path}/Id")
    amounts = item["Amount"]
    named = named_currency(amounts["Currency"])
    currency = named or element.place.currency
    amount = read_amount(amounts["GrossValue"], currency)
    if amount is None:
        amount = read_amount(amounts["Value"], currency)
    when = next(
        (
            at
            for name in ("ConsumedUtc", "ChargedUtc", "CreatedUtc")
            if (at := read_instant(item[name], element.place))
        ),
        None,
    )
    if amount is None or when is None:
        raise Unread("value_unreadable", at=f"{item.path}/{'Amount' if amount is None else 'ConsumedUtc'}")
    kind = item["Type"].text
    if is_payment:
        amount = -abs(amount) if item["Kind"].text != "Refund" and kind != "Refund" else abs(amount)
    taxes = [
        tax
        for each in amounts["TaxValues"].each()
        if (tax := read_amount(each["Value"], currency)) is not None
    ]
    line = ToldLine(
        external_id=external_id,
        business_date=business_day(when, element.place),
        amount=amount,
        kind="" if is_payment else _kind(item),
        text=item["Notes"].text[:200],
        quantity=read_count(item["UnitCount"], 100_000) or 1
        if not item["UnitCount"].text.startswith("-")
        else 1,
        tax=sum(taxes) if taxes and not is_payment else None,
        is_payment=is_payment,
        payment_method=_METHODS.get(kind, kind[:60]) if is_payment else "",
        is_void=bool(item["CanceledUtc"].text)
        or item["AccountingState"].text in _VOID
        or item["State"].text in _VOID,
    )
    return Told(currency=named, lines=(line,))


def _kind(item: Node) -> str:
    kind = item["Type"].text or item["Data"]["Discriminator"].text
    return _KINDS.get(kind, kind[:60])
