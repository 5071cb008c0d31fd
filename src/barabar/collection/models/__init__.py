from .answer import Answer
from .cycle import Cycle
from .evidence import Evidence
from .narrative import Narrative
from .push import Push
from .request import Request
from .returns import Return, ReturnVersion
from .upload import Upload

__all__ = ["Answer", "Cycle", "Evidence", "Narrative", "Push", "Request", "Return", "ReturnVersion", "Upload"]
