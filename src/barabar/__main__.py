"""`python -m barabar COMMAND` and the `barabar` command."""

import os
import sys


def data_folder(arguments: list[str]) -> str | None:
    """The value of --data: it chooses the folder before the settings are read."""
    for position, argument in enumerate(arguments):
        if argument == "--data" and position + 1 < len(arguments):
            return arguments[position + 1]
        if argument.startswith("--data="):
            return argument.removeprefix("--data=")
    return None


def main() -> None:
    if sys.argv[1:2] in (["protect"], ["audit"]):
        from barabar.statistics.disclosure.command import main as alone

        sys.exit(alone(sys.argv[1], sys.argv[2:]))
    folder = data_folder(sys.argv)
    if folder:
        os.environ["BARABAR_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barabar.config.settings")
    from django.core.management import execute_from_command_line

    from barabar.config.messages import compile_messages

    compile_messages()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
