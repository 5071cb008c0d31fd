from .figure_decision import FigureDecision

__all__ = ["FigureDecision"]
