"""The test kit, as a plugin author has it."""

pytest_plugins = ["shopbell.testing", "shopbell.testing.storage"]
