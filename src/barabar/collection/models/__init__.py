from .answer import Answer
from .arriving import ArrivingFile, ArrivingPiece
from .cycle import Cycle
from .delivery import Clash, Delivery
from .evidence import Evidence
from .further import FurtherAnswer
from .narrative import Narrative
from .push import Push
from .record_submission import RecordSubmission
from .request import Request
from .returns import Return, ReturnVersion
from .upload import Upload

__all__ = [
    "Answer",
    "ArrivingFile",
    "ArrivingPiece",
    "Clash",
    "Cycle",
    "Delivery",
    "Evidence",
    "FurtherAnswer",
    "Narrative",
    "Push",
    "RecordSubmission",
    "Request",
    "Return",
    "ReturnVersion",
    "Upload",
]
