"""`python -m barabar COMMAND` and the `barabar` command."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "barabar.config.settings")
    from django.core.management import execute_from_command_line

    from barabar.config.messages import compile_messages

    compile_messages()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
