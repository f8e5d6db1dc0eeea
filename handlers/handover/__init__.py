"""Handing over what somebody has open."""
