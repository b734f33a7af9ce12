// Key figures, the table of errors, counters of packets, and the charts over time.
function showFigures(state) {
  const {slots, packets, latency} = state;
  const slow = state.real_time_factor !== null && state.real_time_factor < 0.98;
  fillList(byId("figures"), [
    ["Running", clock(state.time_s)],
    ["Slots done", shortCount(slots.done)],
    ["Slots skipped", shortCount(slots.skipped), slots.skipped > 0],
    ["Slots missed", shortCount(slots.missed), slots.missed > 0],
    ["Incomplete", shortCount(slots.incomplete), slots.incomplete > 0],
    ["\u00D7 real time", fixed(state.real_time_factor, 2), slow],
    ["Rate", threeDigits(state.rate_mbps) + "\u00A0Mb/s"],
    ["Packets/s", shortCount(state.packets_per_s)],
    ["Packets lost", percent(packets.lost / Math.max(packets.lost + packets.received, 1)), packets.lost > 0],
    ["Latency p50", microseconds(latency.p50_us)],
    ["Latency p99", microseconds(latency.p99_us)],
    ["Latency p99.9", microseconds(latency.p999_us)],
    ["Latency max", microseconds(latency.max_us)],
  ]);
  fillList(byId("packets"), [
    ["Received", countText(packets.received)],
    ["Lost", countText(packets.lost), packets.lost > 0],
    ["Late", countText(packets.late), packets.late > 0],
    ["Duplicate", countText(packets.duplicate)],
    ["Reordered", countText(packets.reordered)],
    ["Malformed", countText(packets.malformed), packets.malformed > 0],
    ["Foreign source", countText(packets.foreign), packets.foreign > 0],
    ["Kernel drops", countText(packets.kernel_drops), packets.kernel_drops > 0],
  ]);
}

function showFacts(run) {
  const snr = run.snr_db === null ? "SNR not known" : `SNR ${run.snr_db} dB`;
  setText(byId("title"), run.title);
  setText(byId("facts"), [`${run.n_rx} antennas, ${run.n_user} users`, run.modulation, snr, `channel ${run.channel}`,
    `CSI ${run.csi}`, run.format].join(" \u00B7 "));
  setText(byId("provenance"), `ohmimo ${run.version}, seed ${run.seed}, configuration ${run.config_hash}`);
  document.title = `${run.title} ${dash} ohmimo live`;
}

function labelOf(run, name) {
  return run.detectors.find((detector) => detector.name === name)?.label || name;
}

function showErrors(state, chosen) {
  const table = byId("errors");
  fillTable(table, ["Detector", "BER", "95 % interval", "BER now", "EVM, dB", "nJ/vector", "Bits", "Errors"],
    state.curves.map((curve) => [
      labelOf(state.run, curve.detector) + (curve.cycle > 0 ? `, cycle ${curve.cycle}` : ""),
      power(curve.ber, 3), interval(curve.ber_low, curve.ber_high), power(curve.recent_ber),
      fixed(curve.evm_db, 1), threeDigits(curve.energy_nj ?? NaN), shortCount(curve.bits), shortCount(curve.bit_errors),
    ]));
  state.curves.forEach((curve, i) => table.tBodies[0].rows[i].toggleAttribute("data-chosen", curve === chosen));
}

const charts = [
  {id: "loss", title: "Packets lost, part of those due", log: true},
  {id: "latency", title: "Latency, ms", log: true},
  {id: "ber", title: "Bit error rate", log: true},
  {id: "energy", title: "Modelled energy, nJ per vector", log: false},
];

function makeCharts() {
  for (const chart of charts) {
    const figure = byId("charts").appendChild(make("figure"));
    const heading = figure.appendChild(make("h3", "", chart.title));
    chart.canvas = figure.appendChild(make("canvas"));
    chart.canvas.setAttribute("role", "img");
    chart.legend = figure.appendChild(make("ul", "legend"));
    const details = figure.appendChild(make("details"));
    details.append(make("summary", "", "Table: " + heading.textContent));
    const scroll = details.appendChild(make("div", "scroll"));
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", "Table: " + heading.textContent);
    chart.table = scroll.appendChild(make("table"));
  }
}

// A detector keeps its colour when others come and go.
function styleIndex(run, name) {
  const names = [...run.available, ...run.detectors].map((detector) => detector.name);
  return names.indexOf(name);
}

// Lines of every chart: of detectors, at the cycle chosen of each.
function seriesOf(history, run, cycleOf) {
  const line = (index, name, value) =>
    ({name, colour: seriesColour(index), dash: dashes[index % dashes.length], points: history.line(value)});
  const detectorLines = (value, only) => run.detectors.map((detector) => {
    const cycle = cycleOf(detector);
    const key = curveKey({detector: detector.name, cycle});
    const made = line(styleIndex(run, detector.name), detector.label + (cycle > 0 ? `, cycle ${cycle}` : ""),
      (sample) => sample.curves[key] && value(sample.curves[key]));
    return {...made, shown: !only || only(made)};
  }).filter((made) => made.shown);
  const known = (made) => made.points.some((point) => point[1] !== null);
  return {
    loss: [line(0, "all antennas", (sample) => sample.loss)],
    latency: [line(0, "p50", (sample) => sample.p50_ms), line(1, "p99", (sample) => sample.p99_ms)],
    ber: detectorLines((curve) => curve.ber),
    energy: detectorLines((curve) => curve.energy, known),
  };
}

function showCharts(history, run, cycleOf) {
  const all = seriesOf(history, run, cycleOf);
  for (const chart of charts) {
    const series = all[chart.id];
    drawLines(chart.canvas, series, chart.log);
    fillLegend(chart.legend, series.length ? series : [{name: "no analogue detector runs", colour: "transparent", dash: []}]);
    const text = (value) => (chart.id === "loss" || chart.id === "ber" ? power(value ?? NaN) : threeDigits(value ?? NaN));
    const newest = series.map((line) => `${line.name} ${text(line.points.at(-1)?.[1])}`).join(", ");
    setAttribute(chart.canvas, "aria-label", `${chart.title}, over time. Now: ${newest || "nothing"}`);
    const at = (line, age) => line.points.find((point) => point[0] >= -age - 0.5 && point[0] <= -age + 1.5)?.[1];
    fillTable(chart.table, ["Before", ...series.map((line) => line.name)],
      [[0, "now"], [10, "10 s"], [30, "30 s"], [60, "1 min"], [120, "2 min"], [180, "3 min"], [240, "4 min"], [299, "5 min"]]
        .map(([age, name]) => [name, ...series.map((line) => text(age === 0 ? line.points.at(-1)?.[1] : at(line, age)))]));
  }
}
