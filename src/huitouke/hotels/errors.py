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
