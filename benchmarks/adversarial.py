"""Inputs made to be slow, at three sizes: does the time grow with the size, or with its square?

    python benchmarks/adversarial.py                 # 20,000, 40,000 and 80,000 characters
    python benchmarks/adversarial.py --largest 1e6   # 250,000, 500,000 and 1,000,000

`growth` is how many times longer twice the text takes; 2 is linear, 4 is square. Times are of the
processor, not of the clock.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable

from extract import flow

RECORD = "Xã Tân Lập có 356/364 hộ dùng nước sạch, đạt 97,8% kế hoạch năm 2023"


def _repeated(text: str) -> Callable[[int], str]:
    return lambda size: (text * (size // len(text) + 1))[:size]


INPUTS: dict[str, Callable[[int], str]] = {
    "digits": _repeated("1234567890"),
    "figures": _repeated("1.234,5 "),
    "slashes": _repeated("1/2/"),
    "ratios": _repeated("356/364 hộ; "),
    "percents": _repeated("5%"),
    "percentages": _repeated("97,8% hộ, "),
    "brackets": _repeated("((("),
    "brackets closed": _repeated("(5%) ["),
    "full stops": _repeated("..."),
    "hyphens": _repeated("-5-"),
    "blanks": _repeated(" "),
    "line feeds": _repeated("\n"),
    "one word": _repeated("a"),
    "capitals": _repeated("Nguyễn Văn "),
    "places": _repeated("xã Tân Lập, huyện Đức Cơ, "),
    "dates": _repeated("ngày 10/10/2023, tháng 5, "),
    "number words": _repeated("hai mươi lăm triệu "),
    "part of whole": _repeated("trong tổng số 214 hộ có 39 hộ nghèo, "),
    "one sentence": _repeated(RECORD + ", "),
    "many records": _repeated(RECORD + ". "),
    "many lines": _repeated(RECORD + ".\n"),
    "combining marks": _repeated("a\u0301\u0323"),
    "zero width": _repeated("5\u200b%"),
}


def seconds(text: str) -> float:
    """Processor time of one article."""
    begun = time.process_time()
    flow.extract(text)
    return time.process_time() - begun


def main() -> None:
    """Print a line for each input, the worst growth last."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=float, default=80_000, help="characters")
    parser.add_argument("--only", default="", help="part of an input's name")
    parser.add_argument("--profile", action="store_true", help="where the largest spends its time")
    arguments = parser.parse_args()
    sizes = [int(arguments.largest / part) for part in (4, 2, 1)]
    flow.extract(RECORD)
    worst = 0.0
    print(f"{'input':18}" + "".join(f"{size:>12,}" for size in sizes) + "   growth")
    for name, make in INPUTS.items():
        if arguments.only not in name:
            continue
        profile = cProfile.Profile() if arguments.profile else None
        times = [seconds(make(size)) for size in sizes[:2]]
        if profile:
            profile.enable()
        times.append(seconds(make(sizes[2])))
        growth = times[2] / max(times[1], 0.01)
        worst = max(worst, growth)
        print(f"{name:18}" + "".join(f"{t:11.2f}s" for t in times) + f"   {growth:.1f}", flush=True)
        if profile:
            profile.disable()
            pstats.Stats(profile).sort_stats("tottime").print_stats(12)
    print(f"worst growth {worst:.1f}")


if __name__ == "__main__":
    main()
