from .reference_code import Reference
from .release import Release, ReleaseFile

__all__ = ["Reference", "Release", "ReleaseFile"]
