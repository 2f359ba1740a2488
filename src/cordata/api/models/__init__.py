"""Keys and automatic notices: one noun a file."""

from cordata.api.models.hook import Delivery, Hook
from cordata.api.models.token import Token

__all__ = ["Delivery", "Hook", "Token"]
