// What to look at (the chooser, which only this page heeds) and what to run (the form, which the receiver heeds).
const chosenCycles = {};  // of each analogue detector, by its name

// The cycle looked at of a detector: the last one, if none was chosen.
function cycleOf(detector) {
  const chosen = chosenCycles[detector.name];
  return detector.cycles.includes(chosen) ? chosen : detector.cycles.at(-1) ?? 0;
}

function chosenDetector(run) {
  return run.detectors.find((detector) => detector.name === byId("detector").value) || run.detectors[0];
}

function showChooser(run) {
  const select = byId("detector");
  const wanted = run.detectors.map((detector) => detector.name + "\n" + detector.label).join("\n\n");
  if (select.dataset.shown !== wanted) {
    const before = select.value;
    select.replaceChildren(...run.detectors.map((detector) => new Option(detector.label, detector.name)));
    if (run.detectors.some((detector) => detector.name === before)) select.value = before;
    select.dataset.shown = wanted;
  }
  const detector = chosenDetector(run);
  const cycles = detector ? detector.cycles : [];
  byId("cycle-label").hidden = cycles.length === 0;
  if (cycles.length === 0) return;
  const slider = byId("cycle");
  const cycle = cycleOf(detector);
  slider.max = String(cycles.length - 1);
  slider.value = String(cycles.indexOf(cycle));
  setText(byId("cycle-value"), String(cycle));
  setAttribute(slider, "aria-valuetext", "cycle " + cycle);
}

function showControl(run) {
  byId("view-only").hidden = run.control;
  byId("control").hidden = !run.control;
  const box = byId("available");
  const wanted = run.available.map((detector) => detector.name + "\n" + detector.label).join("\n\n");
  if (box.dataset.shown === wanted) return;
  box.dataset.shown = wanted;
  box.replaceChildren(...run.available.map((detector) => {
    const label = make("label");
    const check = make("input");
    check.type = "checkbox";
    check.value = detector.name;
    check.checked = run.detectors.some((running) => running.name === detector.name);
    label.append(check, " " + detector.label);
    return label;
  }));
  byId("cycles").value = (run.detectors.find((detector) => detector.cycles.length)?.cycles || []).join(", ");
  byId("cycles-label").hidden = !run.available.some((detector) => detector.cycles.length);
}

// What the form asks, or a sentence on what is wrong.
function requestOf(form) {
  const detectors = [...form.querySelectorAll("input[type=checkbox]:checked")].map((check) => check.value);
  if (detectors.length === 0) return "Choose at least one detector.";
  const text = byId("cycles").value.trim();
  const cycles = text === "" ? [] : text.split(/[\s,]+/).map(Number);
  if (!cycles.every((cycle, i) => Number.isInteger(cycle) && cycle >= 1 && (i === 0 || cycle > cycles[i - 1]))) {
    return "Cycles must be whole numbers from 1, ascending, for example 1, 3, 5.";
  }
  return {detectors, cycles};
}

function startControl(changed, send) {
  byId("detector").addEventListener("change", changed);
  byId("cycle").addEventListener("input", () => changed(Number(byId("cycle").value)));
  byId("control").addEventListener("submit", (event) => {
    event.preventDefault();
    const request = requestOf(byId("control"));
    if (typeof request === "string") setText(byId("answer"), request);
    else setText(byId("answer"), send(JSON.stringify(request)) ? "Asked the receiver." : "There is no connection.");
  });
}
