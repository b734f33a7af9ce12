// Puts the parts together: every state is kept, the newest is shown when the browser paints.
const past = new Past();
const still = matchMedia("(prefers-reduced-motion: reduce)");
let newest = null;
let paused = false;
let due = false;
let shownAt = 0;

function show() {
  due = false;
  if (!newest) return;
  shownAt = performance.now();
  byId("waiting").hidden = true;
  byId("main").hidden = false;
  const run = newest.run;
  showFacts(run);
  setText(byId("notice"), newest.notice);
  showFigures(newest);
  showChooser(run);
  showControl(run);
  const detector = chosenDetector(run);
  const cycle = detector ? cycleOf(detector) : 0;
  const curve = newest.curves.find((c) => detector && c.detector === detector.name && c.cycle === cycle);
  const name = detector ? detector.label + (cycle > 0 ? `, cycle ${cycle}` : "") : "no detector";
  showConstellations(byId("constellations"), curve, run.ideal, name);
  showEvmTable(byId("evm-table"), curve);
  setText(byId("llr-of"), name);
  showLlrs(byId("llr"), byId("llr-table"), curve);
  showErrors(newest, curve);
  showCharts(past, run, cycleOf);
  showAntennas(newest.flows);
}

function plan() {
  if (due) return;
  due = true;
  // Pictures that move disturb some people: once a second is enough then.
  const wait = still.matches ? Math.max(1000 - (performance.now() - shownAt), 0) : 0;
  setTimeout(() => requestAnimationFrame(show), wait);
}

function changed(cycleIndex) {
  const detector = newest && chosenDetector(newest.run);
  if (detector && typeof cycleIndex === "number") chosenCycles[detector.name] = detector.cycles[cycleIndex];
  show();
}

const connection = new Connection((state) => {
  past.add(state);
  if (paused) return;
  newest = state;
  plan();
}, (answer) => setText(byId("answer"), answer.text));

makeCharts();
startAntennas();
startControl(changed, (text) => connection.send(text));
byId("pause").addEventListener("click", () => {
  paused = !paused;
  byId("pause").setAttribute("aria-pressed", String(paused));
});
addEventListener("resize", plan);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", plan);
