"""The command line: parse → pipeline → report → exit code.

Exit codes: 0 clean or done; 1 findings of level error (with `--strict`, warnings too); 2 a usage or environment error;
130 interrupted. Diagnostics and data go to stdout, progress and summaries to stderr.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import StringIO
from typing import TYPE_CHECKING

import click

from nextcall import __version__
from nextcall.cli.terminal import prepare_streams, say

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    "init",
    "check",
    "rules",
    "explain",
    "build",
    "serve",
    "render",
    "plan",
    "compress",
    "measure",
    "diff",
    "schema",
)
"""In the order in which a team meets them; each is `command` in a module of its own, imported when it is called."""

TRACEBACK = "--traceback"


class _Commands(click.Group):
    """Imports a command when it is called, so that `check` never waits for what only `build` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"nextcall.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 (ours, by the list above)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called; one that isn't there is answered with the one that was meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from nextcall.suggest import did_you_mean  # noqa: PLC0415 (only a mistake needs it)

            message = f"there is no command '{name}'; {did_you_mean(name, COMMANDS, 'see `nextcall --help`')}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: nextcall init my-playbook && cd my-playbook && nextcall serve",
)
@click.version_option(__version__, "-V", "--version", message="nextcall %(version)s")
@click.option(TRACEBACK, is_flag=True, help="Show where the program itself failed; may stand anywhere.")
def nextcall(*, traceback: bool) -> None:
    """Your sales process as code.

    Write the process in YAML; nextcall checks it like a compiler and renders a playbook site with a call plan for every
    stage: what do we talk about next, and how many of the next activities fit into this one call?
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. A user's mistake never shows a traceback, unless `--traceback` asks for it."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    wants_traceback = TRACEBACK in given
    given = [each for each in given if each != TRACEBACK]
    prepare_streams()
    try:
        code = nextcall.main(given, prog_name="nextcall", standalone_mode=False)
    except click.ClickException as error:
        _show(error)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        _forget_stdout()
        sys.exit(0)
    except OSError as error:
        if wants_traceback:
            raise
        say(f"can't use {error.filename or 'a file'}: {error.strerror or error}")
        sys.exit(2)
    except Exception as error:
        if wants_traceback:
            raise
        say(f"nextcall itself failed: {type(error).__name__}: {error}")
        say(f"This is a bug. Run it again with {TRACEBACK}, and report what it prints.")
        sys.exit(2)
    sys.exit(code or 0)


class _Shown(StringIO):
    """Takes what click says of an error, escape sequences included, for `say` to show."""

    def isatty(self) -> bool:
        return True


def _show(error: click.ClickException) -> None:
    if isinstance(error, click.NoSuchOption) and error.ctx is not None:
        from nextcall.suggest import did_you_mean  # noqa: PLC0415 (only a mistake needs it)

        options = [name for each in error.ctx.command.get_params(error.ctx) for name in each.opts if name[:1] == "-"]
        message = f"{error.message.rstrip('.')}; {did_you_mean(error.option_name, options)}"
        error = click.UsageError(message, error.ctx)
    shown = _Shown()
    error.show(shown)
    say(shown.getvalue(), end="")


def _forget_stdout() -> None:
    """Nobody reads any more: keep Python from complaining when it flushes at exit."""
    import os  # noqa: PLC0415

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
