"""From a saved file to the first answer of the new code, with the file watcher.

python -m tests.plugin_host.latency 40     # prints the median and the longest, milliseconds
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

from shopbell.stores.store import open_store
from tests.plugin_host.bench import GREET, Bench


async def save_to_live(bench: Bench, saves: int) -> list[float]:
    """Milliseconds of each save."""
    bench.write("greet", GREET.replace("WORDS", "0"))
    await bench.start(watch=True)
    took = []
    for number in range(1, saves + 1):
        await asyncio.sleep(0.3)
        bench.write("greet", GREET.replace("WORDS", str(number)))
        began = time.perf_counter()
        await bench.until_says(str(number))
        took.append((time.perf_counter() - began) * 1000)
    return took


async def main(saves: int) -> None:
    """Measure in a shop of its own."""
    with tempfile.TemporaryDirectory() as folder:
        store = await open_store(Path(folder) / "data")
        bench = Bench(Path(folder) / "shop", store)
        took = await save_to_live(bench, saves)
        await bench.stop()
        await store.close()
    print(f"save to live: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms, {saves} saves")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 40))
