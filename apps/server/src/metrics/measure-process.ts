import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { performance } from "node:perf_hooks";
import { Counter, Gauge, type Registry } from "@prometheus-io/client";

/** On Linux, the descriptors that this process has open. */
const descriptors = "/proc/self/fd";

/**
 * Measures the process when somebody reads the metrics, by the names that Prometheus recommends. The collector of the
 * client library has timers that run without a reader, and names that `promtool check metrics` refuses.
 */
export function measureProcess(registry: Registry): void {
  const registers = [registry];
  const cpu = new Counter({
    name: "process_cpu_seconds_total",
    help: "User and system CPU time of the process.",
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1_000_000);
    },
  });
  const addGauge = (name: string, help: string, measure: () => number): void => {
    const gauge: Gauge = new Gauge({ name, help, registers, collect: () => gauge.set(measure()) });
  };
  const startedAt = performance.timeOrigin / 1000;
  addGauge(
    "process_start_time_seconds",
    "When the process started, in seconds since 1970.",
    () => startedAt,
  );
  addGauge("process_resident_memory_bytes", "Resident memory of the process.", () =>
    process.memoryUsage.rss(),
  );
  addGauge(
    "nodejs_heap_used_bytes",
    "Memory of JavaScript that is in use.",
    () => process.memoryUsage().heapUsed,
  );
  let before = performance.eventLoopUtilization();
  addGauge(
    "nodejs_eventloop_utilization_ratio",
    "The share of the time since the last scrape in which the event loop was busy.",
    () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
  );
  if (!existsSync(descriptors)) return;
  const open: Gauge = new Gauge({
    name: "process_open_fds",
    help: "Open file descriptors, each connection among them. On Linux only.",
    registers,
    collect: async () => open.set((await readdir(descriptors)).length),
  });
}
