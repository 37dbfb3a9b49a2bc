# SPDX-License-Identifier: AGPL-3.0-or-later
"""Key slots in requests and responses."""

from marshmallow import ValidationError, fields, validate, validates_schema

from ...http.wire import Base64url, IdField, Wire, field
from ...storage import sealed
from ..models import PASSKEY, PASSWORD, RECOVERY
from .slots import PASSWORD_PARAMS


def params_fit(kind: str, params: bytes) -> bool:
    """Whether the params have the form of this type of slot (PROTOCOL §5)."""
    if kind == PASSWORD:
        return len(params) == 21 and params.startswith(PASSWORD_PARAMS)
    return len(params) == (32 if kind == PASSKEY else 0)


class SlotSchema(Wire):
    """One way to unlock the account key."""

    slot_id = field(IdField())
    type = fields.String(required=True, validate=validate.OneOf([PASSWORD, RECOVERY, PASSKEY]))
    params = field(Base64url(longest=64))
    envelope = field(Base64url(length=sealed.SLOT_BYTES, accepts=sealed.is_slot_envelope))

    @validates_schema
    def check_params(self, data: dict[str, object], **_: object) -> None:
        """Refuse params of another kind of slot."""
        if not params_fit(str(data["type"]), bytes(data["params"])):  # type: ignore[call-overload]
            raise ValidationError("Not the params of this type of slot.", "params")
