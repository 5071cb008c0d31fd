"""Loaded before the settings: tests never touch an installation's data folder."""

import atexit
import os
import shutil
import tempfile

if "BARABAR_TEST_DATA" not in os.environ:
    os.environ["BARABAR_TEST_DATA"] = tempfile.mkdtemp(prefix="barabar-test-")
    atexit.register(shutil.rmtree, os.environ["BARABAR_TEST_DATA"], ignore_errors=True)
os.environ["BARABAR_DATA"] = os.environ["BARABAR_TEST_DATA"]
# Playwright runs an event loop beside Django's test database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
