"""What this context refuses, with stable codes."""

from django.utils.translation import gettext as _

from huitouke.kernel.errors import Conflict, Invalid, NotFound


class CodeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("code_not_found", _("There is no such code."))


class CodeTableUnknown(NotFound):
    def __init__(self) -> None:
        super().__init__("code_table_unknown", _("There is no such code table."))


class CodeInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("code_invalid", _("The code was not saved."), fields)


class RoomNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("room_not_found", _("There is no such room."))


class RoomTypeNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("room_type_not_found", _("There is no such room type."))


class RoomInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("room_invalid", _("The room was not saved."), fields)


class RoomTypeInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("room_type_invalid", _("The room type was not saved."), fields)


class RoomTypeInUse(Conflict):
    def __init__(self, count: int) -> None:
        message = _("%(count)s rooms are still of this type. Give them another, or close them first.")
        super().__init__("room_type_in_use", message % {"count": count}, rooms=count)


class RoomTypeClosed(Conflict):
    def __init__(self) -> None:
        super().__init__(
            "room_type_closed", _("Its room type is closed. Give it another, or open the type again.")
        )


class OwnFieldNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("own_field_not_found", _("There is no such field."))


class OwnFieldInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("own_field_invalid", _("The field was not saved."), fields)


class OutletNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("outlet_not_found", _("There is no such outlet."))


class OutletInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("outlet_invalid", _("The outlet was not saved."), fields)


class RateNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("rate_not_found", _("There is no such rate."))


class RateInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("rate_invalid", _("The rate was not saved."), fields)


class RatePriceNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("rate_price_not_found", _("There is no such price."))


class RatePriceInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("rate_price_invalid", _("The price was not saved."), fields)


class CostNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("cost_not_found", _("There is no such cost."))


class CostInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("cost_invalid", _("The cost was not saved."), fields)


class MappingNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("mapping_not_found", _("There is no such code of another system."))


class MappingInvalid(Invalid):
    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("mapping_invalid", _("The code was not mapped."), fields)
