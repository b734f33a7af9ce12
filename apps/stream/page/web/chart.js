// Pictures with axes on a canvas: lines over time, and bars.
const dashes = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
}

function seriesColour(index) {
  return colour("s" + (index % 8));
}

// The canvas in CSS pixels, cleared; sharp on any screen.
function pen(canvas) {
  const scale = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  return {context, width, height};
}

// Linear from 0 with some four ticks 1, 2 or 5 apart.
function linearAxis(values) {
  const high = Math.max(...values, 0) || 1;
  const rough = high / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((m) => m * unit >= rough);
  const top = Math.ceil(high / step) * step;
  const ticks = [];
  for (let i = 0; i * step <= top * 1.001; ++i) ticks.push([i * step, plainNumber(i * step)]);
  return {ticks, place: (value) => value / top};
}

function plainNumber(value) {
  return String(Number(value.toPrecision(4)));
}

// Decades around the values. Zeros stand on the lowest line, which is called 0 then.
function logAxis(values) {
  const positive = values.filter((value) => value > 0);
  const zeros = positive.length < values.length;
  let low = positive.length ? Math.floor(Math.log10(Math.min(...positive)) + 1e-9) : -6;
  let high = positive.length ? Math.ceil(Math.log10(Math.max(...positive)) - 1e-9) : 0;
  if (zeros) low -= 1;
  if (high === low) high += 1;
  const every = Math.ceil((high - low) / 6);
  const within = high - low <= 2 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let d = low; d <= high; d += every) {
    for (const digit of d === high || (d === low && zeros) ? [1] : within) {
      ticks.push([digit * 10 ** d, d === low && zeros ? "0" : decade(digit, d)]);
    }
  }
  return {ticks, place: (value) => (value > 0 ? Math.max((Math.log10(value) - low) / (high - low), 0) : 0)};
}

function decade(digit, exponent) {
  return exponent >= 0 && exponent <= 5 ? String(digit * 10 ** exponent) : `${digit}e${exponent}`;
}

const margin = {left: 46, right: 8, top: 8, bottom: 20};

function drawFrame(context, area, axis) {
  context.strokeStyle = colour("line");
  context.fillStyle = colour("quiet");
  context.lineWidth = 1;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const [value, label] of axis.ticks) {
    const y = Math.round(area.bottom - axis.place(value) * (area.bottom - area.top)) + 0.5;
    context.beginPath();
    context.moveTo(area.left, y);
    context.lineTo(area.right, y);
    context.stroke();
    context.fillText(label, area.left - 6, y);
  }
}

// series: [{colour, dash, points: [[seconds <= 0, value or null], ...]}]
function drawLines(canvas, series, log) {
  const {context, width, height} = pen(canvas);
  const area = {left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom};
  const values = series.flatMap((line) => line.points.map((point) => point[1])).filter((value) => value !== null);
  const axis = log ? logAxis(values) : linearAxis(values);
  drawFrame(context, area, axis);

  const age = Math.max(...series.flatMap((line) => line.points.map((point) => -point[0])), 1);
  const span = [30, 60, 120, historyLength].find((s) => s >= age) || historyLength;
  const x = (time) => area.right + (time / span) * (area.right - area.left);
  context.textBaseline = "alphabetic";
  for (const part of [1, 0.5, 0]) {
    context.textAlign = part === 1 ? "left" : part === 0 ? "right" : "center";
    const time = span * part;
    context.fillText(time === 0 ? "now" : time < 60 ? `\u2212${time} s` : `\u2212${time / 60} min`, x(-time), height - 5);
  }
  for (const line of series) {
    context.strokeStyle = line.colour;
    context.lineWidth = 2;
    context.setLineDash(line.dash);
    context.beginPath();
    let previous = null;  // no line over a gap
    for (const [time, value] of line.points) {
      if (value === null) { previous = null; continue; }
      const y = area.bottom - axis.place(value) * (area.bottom - area.top);
      if (previous === null || time - previous > 3) context.moveTo(x(time) - 2, y);
      context.lineTo(x(time), y);
      previous = time;
    }
    context.stroke();
    context.setLineDash([]);
  }
}

function drawBars(canvas, edges, counts, fill) {
  const {context, width, height} = pen(canvas);
  const area = {left: margin.left, right: width - margin.right, top: margin.top, bottom: height - margin.bottom};
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const axis = linearAxis(counts.map((count) => (100 * count) / total));
  drawFrame(context, area, axis);
  context.textBaseline = "alphabetic";
  const x = (edge) => area.left + ((edge - edges[0]) / (edges.at(-1) - edges[0])) * (area.right - area.left);
  for (const [at, align] of [[0, "left"], [Math.floor(edges.length / 2), "center"], [edges.length - 1, "right"]]) {
    context.textAlign = align;
    context.fillText(plainNumber(edges[at]).replace("-", "\u2212"), x(edges[at]), height - 5);
  }
  context.fillStyle = fill;
  counts.forEach((count, i) => {
    const size = axis.place((100 * count) / total) * (area.bottom - area.top);
    context.fillRect(x(edges[i]) + 1, area.bottom - size, Math.max(x(edges[i + 1]) - x(edges[i]) - 2, 1), size);
  });
}

// legend: a <ul>; series: [{name, colour, dash}, ...].
function fillLegend(legend, series) {
  while (legend.children.length > series.length) legend.lastChild.remove();
  series.forEach((line, i) => {
    if (!legend.children[i]) {
      const entry = legend.appendChild(make("li"));
      const sample = entry.appendChild(make("canvas"));
      sample.setAttribute("aria-hidden", "true");
      entry.append(make("span"));
    }
    const [sample, name] = legend.children[i].children;
    setText(name, line.name);
    const {context} = pen(sample);
    context.strokeStyle = line.colour;
    context.lineWidth = 2;
    context.setLineDash(line.dash);
    context.beginPath();
    context.moveTo(0, 5);
    context.lineTo(28, 5);
    context.stroke();
  });
}
