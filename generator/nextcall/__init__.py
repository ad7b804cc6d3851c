"""nextcall: a sales process as code, checked like a compiler and rendered as a playbook site."""

__version__ = "0.1.0"
