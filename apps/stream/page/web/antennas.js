// Packets of each antenna: a grid of small cells, of which one at a time can be reached by Tab.
let flowsShown = [];

function flowText(flow) {
  const due = flow.received + flow.lost;
  const id = "0x" + flow.eaxc.toString(16).toUpperCase().padStart(4, "0");
  return `eAxC ${id}: ${countText(flow.lost)} of ${countText(due)} packets lost (${percent(flow.lost / Math.max(due, 1))})`;
}

function levelOf(flow) {
  const loss = flow.lost / Math.max(flow.lost + flow.received, 1);
  return loss === 0 ? 0 : loss < 1e-3 ? 1 : loss < 1e-2 ? 2 : 3;
}

let antennaRead = -1;  // whose numbers are shown

function readAntenna(index) {
  antennaRead = index;
  if (flowsShown[index]) setText(byId("antenna"), flowText(flowsShown[index]));
}

function moveAntenna(event) {
  const cells = [...byId("antennas").children];
  const here = cells.indexOf(event.target);
  const columns = getComputedStyle(byId("antennas")).gridTemplateColumns.split(" ").length;
  const there = {
    ArrowRight: here + 1, ArrowLeft: here - 1, ArrowDown: here + columns, ArrowUp: here - columns, Home: 0, End: cells.length - 1,
  }[event.key];
  if (here < 0 || there === undefined) return;
  event.preventDefault();
  if (!cells[there]) return;
  cells[here].tabIndex = -1;
  cells[there].tabIndex = 0;
  cells[there].focus();
}

function startAntennas() {
  const grid = byId("antennas");
  const read = (event) => {
    const index = [...grid.children].indexOf(event.target);
    if (index >= 0) readAntenna(index);
  };
  grid.addEventListener("keydown", moveAntenna);
  grid.addEventListener("focusin", read);
  grid.addEventListener("pointerover", read);
  grid.addEventListener("click", read);
}

function showAntennas(flows) {
  flowsShown = flows;
  const grid = byId("antennas");
  while (grid.children.length > flows.length) grid.lastChild.remove();
  flows.forEach((flow, i) => {
    if (!grid.children[i]) {
      const cell = grid.appendChild(make("button", "cell", String(i)));
      cell.type = "button";
      cell.tabIndex = grid.children.length === 1 ? 0 : -1;
    }
    setAttribute(grid.children[i], "data-level", String(levelOf(flow)));
    setAttribute(grid.children[i], "aria-label", flowText(flow));
  });
  if (antennaRead >= 0) readAntenna(antennaRead);
  if (flows.length && !grid.querySelector("[tabindex='0']")) grid.firstChild.tabIndex = 0;
  fillTable(byId("antenna-table"), ["eAxC", "Received", "Lost", "Loss"], flows.map((flow) => [
    "0x" + flow.eaxc.toString(16).toUpperCase().padStart(4, "0"), countText(flow.received), countText(flow.lost),
    percent(flow.lost / Math.max(flow.lost + flow.received, 1))]));
}
