"""The process in which typst runs: an order on standard input, files on standard output. Started by `typesetter`.

It imports nothing of ours, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import json
import sys

import typst


def main() -> int:
    order = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[order["fonts"]])
    inputs = {"data": order["data"]}
    compiler = typst.Compiler(order["template"], root=order["root"], font_paths=fonts, sys_inputs=inputs)
    try:
        made = compiler.compile(**order["options"])
    except typst.TypstError as error:
        sys.stderr.write(" ".join(str(error).split()))
        return 1
    for file in made if isinstance(made, list) else [made]:
        sys.stdout.buffer.write(len(file).to_bytes(8, "big") + file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
