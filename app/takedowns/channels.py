"""How a report reached the desk; pure."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    FORM = "form"
    UNNAMED = "unnamed"
    POST = "post"
    PHONE = "phone"
    MAIL = "mail"
    ORDER = "order"
    OWN = "own"


CHANNELS: dict[Channel, str] = {
    Channel.FORM: "By the form on the page",
    Channel.UNNAMED: "By the form, without an address",
    Channel.POST: "By post",
    Channel.PHONE: "By telephone, or in person",
    Channel.MAIL: "By e-mail",
    Channel.ORDER: "An order that was served on us",
    Channel.OWN: "We found it ourselves",
}
"""Each in words."""

BY_DESK = (Channel.POST, Channel.PHONE, Channel.MAIL, Channel.ORDER, Channel.OWN)
"""What a member of the desk may enter."""
