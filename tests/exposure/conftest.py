"""The command line called in this process."""

from cli.conftest import kg

__all__ = ["kg"]
