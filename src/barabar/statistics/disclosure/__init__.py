"""Disclosure control: what to hide in published tables so that no small group can be recovered, and as little as possible.

Tables in (`reading`), rules (`rules`), what to hide (`protector`: `optimum` with proof, `heuristic` beyond), rounding as
the alternative (`rounding`). `auditor` attacks what was published and shares no code with the rest, on purpose.
`docs/protect.md` shows the API by example, `docs/methods/disclosure/` each rule with a small example.
"""
