"""What ``/metrics`` shows. Imported when somebody asks: prometheus_client costs 0.1 s."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from shopbell.dialogues.journal import ENDS

if TYPE_CHECKING:
    from shopbell.app.shop import RunningShop


def metric_families(shop: "RunningShop") -> Iterator[Metric]:
    """All families, from counters that are kept anyway."""
    yield CounterMetricFamily("shopbell_turns", "Turns done", value=shop.pipeline.turns)
    yield GaugeMetricFamily("shopbell_undone", "Messages accepted and not answered yet", value=len(shop.intake.open))
    yield CounterMetricFamily("shopbell_commits", "Transactions committed", value=shop.store.commits)
    yield CounterMetricFamily("shopbell_jobs", "Jobs in these transactions", value=shop.store.jobs)
    yield CounterMetricFamily("shopbell_sent", "Messages handed to channels", value=shop.outbox_queue.sent)
    yield CounterMetricFamily("shopbell_send_failures", "Attempts that failed", value=shop.outbox_queue.failed)
    yield GaugeMetricFamily("shopbell_outbox_waiting", "Messages on their way", value=shop.outbox_queue.waiting)
    gate = CounterMetricFamily(
        "shopbell_gate", "What the gate said where an answer's way was not plainly open", labels=["verdict", "purpose"]
    )
    for (verdict, purpose), count in sorted(shop.permits.said.items()):
        gate.add_metric([verdict, purpose], count)
    yield gate
    yield GaugeMetricFamily("shopbell_dialogues_waiting", "Dialogues that wait", value=shop.dialogues.waiting)
    yield CounterMetricFamily("shopbell_dialogues_begun", "Dialogues begun", value=shop.dialogues.begun)
    ended = CounterMetricFamily("shopbell_dialogues_ended", "Dialogues that ended, by how", labels=["how"])
    for status in ENDS:
        ended.add_metric([status], shop.dialogues.ended[status])
    yield ended
    zombies = len(shop.host.zombies(collect=False))
    yield GaugeMetricFamily("shopbell_zombie_generations", "Old plugin code kept alive", value=zombies)
    yield GaugeMetricFamily("shopbell_uptime_seconds", "Since the start", value=time.monotonic() - shop.started)
    plugins = GaugeMetricFamily("shopbell_plugins", "Plugins by state", labels=["state"])
    for state, count in sorted(Counter(plugin.state for plugin in shop.host.plugins()).items()):
        plugins.add_metric([state], count)
    yield plugins
