from .answer import Answer
from .cycle import Cycle
from .evidence import Evidence
from .narrative import Narrative
from .request import Request
from .returns import Return, ReturnVersion
from .upload import Upload

__all__ = ["Answer", "Cycle", "Evidence", "Narrative", "Request", "Return", "ReturnVersion", "Upload"]
