"""An analysis written down in one YAML file, so that it can be repeated. Every mistake is named with its line."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from barabar.statistics.surveys.errors import SurveyError, refusal
from barabar.statistics.surveys.expressions import Node, Operation, columns_of
from barabar.statistics.surveys.intervals import PROPORTION_METHODS
from barabar.statistics.surveys.precision import PrecisionRules
from barabar.statistics.surveys.quantiles import INTERVALS, RULES
from barabar.statistics.surveys.sampling import LONELY_CHOICES

from .comparisons import DecompositionWords, GapWords, TargetWords, read_decompositions, read_gaps, read_targets
from .lines import Checker, Lines, LinesLoader, names_of
from .precision import standard_precision

STATISTICS = ("mean", "total", "proportion", "ratio", "quantile")
TOP = (
    "data", "wave", "design", "select", "indicators", "domains", "gaps", "targets", "decompositions", "precision", "confidence",
    "seed", "engine",
)  # fmt: skip
DESIGN = (
    "weights", "strata", "ids", "fpc", "nest", "pps", "lonely_psu", "adjust_domain_lonely", "replicates", "calibrate",
    "samples", "frames",
)  # fmt: skip
INDICATOR = ("expression", "over", "statistic", "interval", "probabilities", "rule", "label")
REPLICATES = ("file", "key", "columns", "type", "scale", "rscales", "mse", "bootstrap")
CALIBRATE = ("method", "margins", "totals", "bounds")
FRAMES = ("column", "reached", "shares", "weights")


@dataclass(frozen=True)
class DesignWords:
    """The design by column names."""

    weights: str | None = None
    strata: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    nest: bool = False
    pps: str | None = None
    lonely_psu: str = "fail"
    adjust_domain_lonely: bool = False
    replicates: Mapping[str, Any] | None = None
    calibrate: Mapping[str, Any] | None = None
    # Columns that tell independent samples apart; in each, strata and units start again.
    samples: tuple[str, ...] = ()
    frames: Mapping[str, Any] | None = None

    @property
    def told_apart_by(self) -> tuple[str, ...]:
        """Columns that tell independent samples apart, the frame among them."""
        return tuple(dict.fromkeys([*self.samples, *([str(self.frames["column"])] if self.frames else [])]))

    @property
    def sampling_columns(self) -> list[str]:
        """Columns of strata, first units and population sizes."""
        return list(dict.fromkeys([*self.strata, *self.ids[:1], *self.fpc]))

    @property
    def columns(self) -> list[str]:
        """Columns of the data file that the design needs."""
        names = [*([self.weights] if self.weights else []), *self.strata, *self.ids, *self.fpc]
        if self.replicates:
            names += [part for part in str(self.replicates.get("key", "")).split(":") if part]
            names += [] if "file" in self.replicates else list(self.replicates.get("columns", []))
        if self.calibrate:
            names += list(self.calibrate.get("margins") or {})
            names += [str(k).split("=")[0] for k in self.calibrate.get("totals") or {} if k != "constant"]
        if self.frames:
            names += [str(v) for part in ("reached", "weights") for v in (self.frames.get(part) or {}).values()]
        return list(dict.fromkeys([*names, *self.told_apart_by]))


@dataclass(frozen=True)
class Indicator:
    """What to estimate. `node` is the expression read; `over` the denominator of a ratio."""

    name: str
    node: Node
    statistics: tuple[str, ...] = ("mean",)
    over: Node | None = None
    interval: str = "mean"
    probabilities: tuple[float, ...] = (0.5,)
    rule: str = "math"

    @property
    def columns(self) -> list[str]:
        found = columns_of(self.node) + (columns_of(self.over) if self.over else [])
        return list(dict.fromkeys(found))

    @property
    def is_expression(self) -> bool:
        return isinstance(self.node, Operation) or self.over is not None


@dataclass(frozen=True)
class Analysis:
    """All of it. `pooled`: label and path of each file where several are read as one, with a column `wave` that holds the
    label. `text_hash`: fingerprint of the file it came from."""

    data: Path
    design: DesignWords
    indicators: tuple[Indicator, ...]
    domains: tuple[tuple[str, ...], ...] = ((),)
    gaps: tuple[GapWords, ...] = ()
    targets: tuple[TargetWords, ...] = ()
    decompositions: tuple[DecompositionWords, ...] = ()
    select: Node | None = None
    select_text: str = "this selection"
    precision: PrecisionRules | None = None
    confidence: float = 0.95
    seed: int | None = None
    engine: str = "rows"
    text_hash: str = ""
    pooled: tuple[tuple[str, Path], ...] = ()
    wave: str = "wave"

    def __post_init__(self) -> None:
        names = [one.name for one in self.indicators]
        assert len(set(names)) == len(names), f"indicators need different names: {names}"

    @property
    def domain_columns(self) -> list[str]:
        return list(dict.fromkeys(name for names in self.domains for name in names))

    @property
    def comparison_columns(self) -> list[str]:
        """Columns that gaps, targets and decompositions need beside their indicators."""
        return [name for one in (*self.gaps, *self.targets, *self.decompositions) for name in one.columns]

    @property
    def columns(self) -> list[str]:
        """Every column of the data file that is needed."""
        found = [*self.design.columns, *self.domain_columns]
        for one in self.indicators:
            found += one.columns
        found += self.comparison_columns
        return list(dict.fromkeys(found + (columns_of(self.select) if self.select else [])))


def read_analysis(path: Path) -> Analysis:
    """Read and check an analysis file. Paths in it are taken from its own folder."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise refusal("file", path=str(path), reason=error.strerror or "it is not there") from error
    try:
        held = yaml.load(text, Loader=LinesLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise refusal("yaml", path=path.name, line=line, reason=error.problem or "it is not YAML") from error
    if not isinstance(held, Lines):
        raise refusal("yaml", path=path.name, line=1, reason="it must start with data, design and indicators")
    check = Checker(path)
    check.keys("an analysis", held, TOP)
    for needed in ("data", "indicators"):
        if needed not in held:
            check.wrong(1, f"{needed} is not given")
    pooled = _pooled(check, held, path.parent)
    named = " + ".join(one.name for _, one in pooled) if pooled else str(held.get("data", ""))
    found = Analysis(
        data=path.parent / named,
        design=_design(check, held),
        indicators=_indicators(check, held),
        domains=_domains(check, held),
        gaps=read_gaps(check, held),
        targets=read_targets(check, held),
        decompositions=read_decompositions(check, held),
        select=check.expression(held.lines["select"], held["select"]) if "select" in held else None,
        select_text=str(held.get("select", "")),
        precision=_precision(check, held, path),
        confidence=float(held.get("confidence", 0.95)),
        seed=held.get("seed"),
        engine=str(held.get("engine", "rows")),
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        pooled=pooled,
        wave=str(held.get("wave", "wave")),
    )
    if not 0 < found.confidence < 1:
        check.wrong(held.lines["confidence"], f"confidence {found.confidence} is not between 0 and 1")
    if check.problems:
        raise SurveyError(check.problems)
    return found


def _pooled(check: Checker, held: Lines, folder: Path) -> tuple[tuple[str, Path], ...]:
    """Label and path of each file where `data` names several: a mapping of labels, or a list of files."""
    data = held.get("data")
    if isinstance(data, list):
        data = {Path(str(name)).stem: name for name in data}
    if not isinstance(data, dict):
        if "wave" in held:
            check.wrong(held.lines["wave"], "wave names the column that tells files apart; data names only one file")
        return ()
    if len(data) < 2:
        check.wrong(held.lines["data"], "data must name one file, or two or more with a label for each")
    return tuple((str(label), folder / str(name)) for label, name in data.items())


def _frames(check: Checker, given: Lines) -> Mapping[str, Any] | None:
    """Overlapping frames: the column of the frame, and whom each reaches with its share, or the weights in each."""
    frames = given.get("frames")
    if frames is None:
        return None
    line = given.lines["frames"]
    if not isinstance(frames, Lines):
        check.wrong(line, "frames must be a mapping with column, and reached and shares, or weights")
        return None
    check.keys("frames", frames, FRAMES)
    parts = [part for part in ("reached", "shares", "weights") if frames.get(part)]
    if "column" not in frames or parts not in (["reached", "shares"], ["weights"]):
        check.wrong(line, "frames needs column, and either reached and shares, or weights")
        return None
    wrong = [part for part in parts if not isinstance(frames[part], Lines) or len(frames[part]) < 2]
    for part in wrong:
        check.wrong(frames.lines[part], f"{part} must name two or more frames, each with its column or number")
    if "shares" in parts and not wrong:
        for name in frames["shares"]:
            if check.number(frames["shares"], name, "shares") is None:
                return None
    return None if wrong else frames


def _design(check: Checker, held: Lines) -> DesignWords:
    # Several files are independent samples unless the design says otherwise (`samples: []` for a panel).
    waves = (str(held.get("wave", "wave")),) if isinstance(held.get("data"), dict | list) else ()
    given = held.get("design")
    if given is None:
        return DesignWords(samples=waves)
    if not isinstance(given, Lines):
        check.wrong(held.lines["design"], "design must be a mapping")
        return DesignWords()
    check.keys("design", given, DESIGN)
    lonely = str(given.get("lonely_psu", "fail"))
    check.choice(given.lines.get("lonely_psu", 1), "lonely_psu", lonely, LONELY_CHOICES)
    for part, known in (("replicates", REPLICATES), ("calibrate", CALIBRATE)):
        if isinstance(given.get(part), Lines):
            check.keys(part, given[part], known)
        elif part in given:
            check.wrong(given.lines[part], f"{part} must be a mapping")
    return DesignWords(
        weights=given.get("weights"),
        strata=names_of(given.get("strata")),
        ids=names_of(given.get("ids")),
        fpc=names_of(given.get("fpc")),
        nest=bool(given.get("nest", False)),
        pps=given.get("pps"),
        lonely_psu=lonely,
        adjust_domain_lonely=bool(given.get("adjust_domain_lonely", False)),
        replicates=given.get("replicates"),
        calibrate=given.get("calibrate"),
        samples=names_of(given["samples"]) if "samples" in given else waves,
        frames=_frames(check, given),
    )


def _indicators(check: Checker, held: Lines) -> tuple[Indicator, ...]:
    given = held.get("indicators")
    if not isinstance(given, Lines):
        if "indicators" in held:
            check.wrong(held.lines["indicators"], "indicators must be a mapping of names to expressions")
        return ()
    return tuple(_indicator(check, name, value, given.lines[name]) for name, value in given.items())


def _indicator(check: Checker, name: str, value: Any, line: int) -> Indicator:
    if not isinstance(value, Lines):
        return Indicator(str(name), check.expression(line, value))
    check.keys(f"indicator {name}", value, INDICATOR)
    statistics = names_of(value.get("statistic", "ratio" if "over" in value else "mean"))
    for one in statistics:
        check.choice(value.lines.get("statistic", line), "statistic", one, STATISTICS)
    interval = str(value.get("interval", "mean"))
    known = tuple(dict.fromkeys(PROPORTION_METHODS + INTERVALS))
    check.choice(value.lines.get("interval", line), "interval", interval, known)
    rule = str(value.get("rule", "math"))
    check.choice(value.lines.get("rule", line), "rule", rule, RULES)
    if "ratio" in statistics and "over" not in value:
        check.wrong(line, f"indicator {name} is a ratio but says nothing of what it is over")
    probabilities = value.get("probabilities", 0.5)
    return Indicator(
        name=str(name),
        node=check.expression(value.lines.get("expression", line), value.get("expression", name)),
        statistics=statistics,
        over=check.expression(value.lines["over"], value["over"]) if "over" in value else None,
        interval=interval,
        probabilities=tuple(float(p) for p in (probabilities if isinstance(probabilities, list) else [probabilities])),
        rule=rule,
    )


def _domains(check: Checker, held: Lines) -> tuple[tuple[str, ...], ...]:
    given = held.get("domains", [[]])
    if not isinstance(given, list):
        check.wrong(held.lines["domains"], "domains must be a list, each entry a column or a list of columns")
        return ((),)
    return tuple(names_of(one) for one in given)


def _precision(check: Checker, held: Lines, path: Path) -> PrecisionRules | None:
    """Thresholds of the analysis, else those of the installation; `none` for no flags but of what is not there."""
    given = held.get("precision") or "standard"
    if given == "none":
        return None
    if given == "standard":
        return standard_precision()
    if isinstance(given, str):
        try:
            given = yaml.safe_load((path.parent / given).read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            check.wrong(held.lines["precision"], f"the precision rules cannot be read: {error}")
            return None
    try:
        return PrecisionRules.read(given)
    except SurveyError as error:
        check.wrong(held.lines["precision"], str(error))
        return None
