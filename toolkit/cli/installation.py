"""`toolkit doctor` and `toolkit completion`: whether the toolkit works here, and how a shell knows its commands."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from toolkit.cli import options

SHELLS = ("bash", "zsh", "fish")
# What stands for a file or a folder in the help, and so is completed with names of them.
_FILES, _FOLDERS = ("PATH", "FILE", "GOLD", "SIDE"), ("DIR", "PROJECT")


def add_to(commands: options.Commands) -> None:
    """Nothing; `commands` gets doctor and completion."""
    doctor = commands.add_parser(
        "doctor",
        help="check the installation, one line for each part",
        description="Check the installation: ok, missing or broken, and what to do. Exit code 1 where the toolkit "
        "cannot work; what is optional may be missing.",
    )
    doctor.set_defaults(command=_doctor)
    completion = commands.add_parser(
        "completion",
        help="print what makes a shell complete commands and options",
        description="Print what makes a shell complete commands, options and files.",
        epilog=_COMPLETION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    completion.set_defaults(command=_completion)
    completion.add_argument("shell", choices=SHELLS)


_COMPLETION = """\
bash:  toolkit completion bash > ~/.local/share/bash-completion/completions/toolkit   (needs bash-completion)
       or, in ~/.bashrc:  eval "$(toolkit completion bash)"
zsh:   toolkit completion zsh > ~/.zsh/completions/_toolkit
       and in ~/.zshrc, before compinit:  fpath=(~/.zsh/completions $fpath)
fish:  toolkit completion fish > ~/.config/fish/completions/toolkit.fish
Make the folder first where there is none, and open a new terminal afterwards.
"""


def _doctor(given: argparse.Namespace) -> int:
    from toolkit import doctor

    checks = []
    for check in doctor.examine():
        print(doctor.line(check))
        checks.append(check)
    print(doctor.verdict(checks))
    return int(not doctor.works(checks))


def _completion(given: argparse.Namespace) -> int:
    import shtab

    for action in _actions(given.whole):
        if action.metavar in _FILES + _FOLDERS:
            action.complete = shtab.FILE if action.metavar in _FILES else shtab.DIRECTORY
    print(shtab.complete(given.whole, shell=given.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The arguments of a parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
