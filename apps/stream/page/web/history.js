// The last five minutes, kept by the page: one sample a second.
const historyLength = 300;

class Past {
  constructor() {
    this.clear("");
  }

  clear(run) {
    this.run = run;
    this.samples = [];  // {time, loss, p50, p99, curves: {key: {ber, energy}}}
    this.packets = null;
  }

  add(state) {
    const run = state.run.config_hash + " " + state.run.seed;
    const last = this.samples.at(-1);
    if (run !== this.run || (last && state.time_s < last.time)) this.clear(run);  // another run, or started again
    else if (last && state.time_s - last.time < 0.95) return;
    const curves = {};
    for (const curve of state.curves) curves[curveKey(curve)] = {ber: curve.recent_ber, energy: curve.energy_nj};
    this.samples.push({
      time: state.time_s, loss: this.lossSince(state.packets),
      p50_ms: state.latency.p50_us / 1e3, p99_ms: state.latency.p99_us / 1e3, curves,
    });
    while (this.samples[0].time < state.time_s - historyLength) this.samples.shift();
  }

  // Part of the packets that should have come since the sample before.
  lossSince(packets) {
    const before = this.packets || {received: 0, lost: 0};
    this.packets = packets;
    const lost = packets.lost - before.lost;
    const due = packets.received - before.received + lost;
    return due > 0 ? Math.max(lost, 0) / due : null;
  }

  // [[seconds before now, value], ...]
  line(value) {
    const now = this.samples.at(-1)?.time;
    return this.samples.map((sample) => [sample.time - now, value(sample) ?? null]);
  }
}

function curveKey(curve) {
  return curve.detector + " " + curve.cycle;
}
