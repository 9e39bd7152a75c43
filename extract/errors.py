"""The errors of this package. Every one of them names what went wrong and what can be done."""

from __future__ import annotations


class SolieuError(Exception):
    """Anything that this package raises on purpose."""


class InputError(SolieuError):
    """An input that cannot be read as an article."""


class OutputError(SolieuError):
    """A result that cannot be written where it was asked for."""


class LabelError(SolieuError):
    """A gold label that is malformed or does not fit its text."""


class ModelError(SolieuError):
    """A model file of the package that is missing or damaged."""


class MissingLibraryError(SolieuError, ImportError):
    """A library that an extra of this package brings and that is not installed."""


class ConfigError(SolieuError):
    """A configuration file that is wrong; the message names every line that is."""
