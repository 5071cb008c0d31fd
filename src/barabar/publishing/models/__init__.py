from .bulletin import Bulletin, BulletinDraft, BulletinFile
from .publication import Publication, PublicationCopy
from .reference_code import Reference
from .release import Release, ReleaseFile

__all__ = [
    "Bulletin",
    "BulletinDraft",
    "BulletinFile",
    "Publication",
    "PublicationCopy",
    "Reference",
    "Release",
    "ReleaseFile",
]
