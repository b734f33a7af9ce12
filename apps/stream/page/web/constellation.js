// Constellations of all users at one curve, and its LLRs.
function drawConstellation(canvas, points, ideal, reach) {
  const {context, width} = pen(canvas);
  const middle = width / 2;
  const place = (hundredths) => (Math.max(-1, Math.min(1, hundredths / reach)) * (middle - 3));
  context.strokeStyle = colour("line");
  context.strokeRect(0.5, 0.5, width - 1, width - 1);
  context.beginPath();
  context.moveTo(middle, 0);
  context.lineTo(middle, width);
  context.moveTo(0, middle);
  context.lineTo(width, middle);
  context.stroke();

  context.fillStyle = colour("s0");
  context.globalAlpha = 0.7;
  for (let i = 0; i + 1 < points.length; i += 2) {
    context.fillRect(middle + place(points[i]) - 1, middle - place(points[i + 1]) - 1, 2, 2);
  }
  context.globalAlpha = 1;
  const arm = ideal.length > 64 ? 1.5 : 3;
  context.strokeStyle = colour("text");
  context.beginPath();
  for (let i = 0; i + 1 < ideal.length; i += 2) {
    const x = middle + place(ideal[i]);
    const y = middle - place(ideal[i + 1]);
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
  }
  context.stroke();
}

function showConstellations(grid, curve, ideal, name) {
  const users = curve ? curve.points : [];
  while (grid.children.length > users.length) grid.lastChild.remove();
  const reach = 1.3 * Math.max(...ideal.map(Math.abs), 50);
  users.forEach((points, user) => {
    if (!grid.children[user]) {
      const figure = grid.appendChild(make("figure"));
      figure.append(make("canvas"), make("figcaption"));
      figure.firstChild.setAttribute("role", "img");
      figure.lastChild.append(make("span"), make("span"));
    }
    const [canvas, caption] = grid.children[user].children;
    const evm = curve.evm_percent[user] ?? null;
    setText(caption.children[0], "User " + user);
    setText(caption.children[1], `EVM ${fixed(evm, 1)} %`);
    setAttribute(canvas, "aria-label",
      `Constellation of user ${user} with ${name}: ${points.length / 2} symbols, EVM ${fixed(evm, 0)} %`);
    drawConstellation(canvas, points, ideal, reach);
  });
}

function showEvmTable(table, curve) {
  const evm = curve ? curve.evm_percent : [];
  fillTable(table, ["User", "EVM, %", "EVM, dB", "Symbols shown"],
    evm.map((value, user) => [String(user), fixed(value, 2), fixed(20 * Math.log10(value / 100), 1),
      String((curve.points[user] || []).length / 2)]));
}

// Of all users together.
function showLlrs(canvas, table, curve) {
  const {edges, counts} = curve ? curve.llr : {edges: [], counts: []};
  const sums = counts.length ? counts[0].map((_, i) => counts.reduce((sum, user) => sum + user[i], 0)) : [];
  const total = sums.reduce((sum, count) => sum + count, 0);
  const some = edges.length > 1 && total > 0;
  if (some) drawBars(canvas, edges, sums, colour("s0"));
  else pen(canvas);
  const weak = sums.filter((_, i) => edges[i] < 1 && edges[i + 1] > -1).reduce((sum, count) => sum + count, 0);
  setAttribute(canvas, "aria-label", some ?
    `Histogram of ${countText(total)} LLRs, share in % over LLR; ${percent(weak / total)} around 0` : "No LLRs");
  fillTable(table, ["LLR from", "to", "Count", "Share"], sums.map((count, i) =>
    [threeDigits(edges[i]), threeDigits(edges[i + 1]), countText(count), percent(count / (total || 1))]));
}
