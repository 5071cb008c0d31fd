"""Barabar: from adopted plans to a published report in which every figure can be followed home."""

import os

# Small matrix products are quickest on one thread each; the work is shared among threads where it is large. Read by
# NumPy when it is first imported; a value that is set already stays.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
