"""The `barabar` command: thin commands that call actions and print what happened."""
