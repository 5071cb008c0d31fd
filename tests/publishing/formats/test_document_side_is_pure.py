from __future__ import annotations

import subprocess
import sys


def test_documents_formats_and_charts_need_no_django():
    code = (
        "import sys, barabar.publishing.formats, barabar.publishing.formats.csv, barabar.publishing.charts;"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="src")
    assert done.stdout.strip() == "[]"
