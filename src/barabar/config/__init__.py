"""Settings, root URLs, logging: where the rooms are joined into one program."""
