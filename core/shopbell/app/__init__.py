"""Puts the parts together: one running shop."""

from shopbell.app.opening import Opening, running_shop
from shopbell.app.shop import RunningShop

__all__ = ["Opening", "RunningShop", "running_shop"]
