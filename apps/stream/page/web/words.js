// Numbers as text, and elements of the page.
const dash = "\u2013";  // of a number that is not known

function byId(id) {
  return document.getElementById(id);
}

// An element that did not change is left alone: selections and screen readers stay where they are.
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function countText(n) {
  return Number.isFinite(n) ? n.toLocaleString("en") : dash;
}

// 1234567 -> 1.23 M: for figures that change all the time.
function shortCount(n) {
  if (!Number.isFinite(n)) return dash;
  for (const [size, letter] of [[1e12, "T"], [1e9, "G"], [1e6, "M"]]) {
    if (n >= size) return (n / size).toPrecision(3) + "\u00A0" + letter;
  }
  return countText(Math.round(n));
}

function fixed(x, digits) {
  return Number.isFinite(x) ? x.toFixed(digits) : dash;
}

// Three digits without an exponent: 0.123, 12.3, 1230.
function threeDigits(x) {
  if (!Number.isFinite(x)) return dash;
  if (x === 0) return "0";
  return x.toFixed(Math.min(Math.max(2 - Math.floor(Math.log10(Math.abs(x))), 0), 6));
}

function power(x, digits = 2) {
  if (!Number.isFinite(x)) return dash;
  return x === 0 ? "0" : x.toExponential(digits - 1);
}

// 2.7 to 4.0e-6 where both ends have the same exponent.
function interval(low, high) {
  const [a, b] = [power(low), power(high)];
  const exponent = b.indexOf("e");
  const same = exponent >= 0 && a.slice(a.indexOf("e")) === b.slice(exponent);
  return `${same ? a.slice(0, a.indexOf("e")) : a} to ${b}`;
}

function percent(x) {
  return Number.isFinite(x) ? threeDigits(100 * x) + "\u00A0%" : dash;
}

function microseconds(x) {
  if (!Number.isFinite(x)) return dash;
  return x < 1000 ? threeDigits(x) + "\u00A0\u00B5s" : threeDigits(x / 1000) + "\u00A0ms";
}

function clock(seconds) {
  if (!Number.isFinite(seconds)) return dash;
  const s = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

// Terms and values of a <dl>: [[term, value, alarm], ...].
function fillList(list, entries) {
  while (list.children.length > entries.length) list.lastChild.remove();
  entries.forEach(([term, value, alarm], i) => {
    if (!list.children[i]) {
      const entry = list.appendChild(make("div"));
      entry.append(make("dt"), make("dd"));
    }
    const [dt, dd] = list.children[i].children;
    setText(dt, term);
    setText(dd, value);
    dd.toggleAttribute("data-alarm", Boolean(alarm));
  });
}

// rows: lists of texts, the first of which names the row.
function fillTable(table, head, rows) {
  if (!table.tHead) {
    table.createTHead().insertRow();
    table.createTBody();
  }
  fillRow(table.tHead.rows[0], head, "col");
  const body = table.tBodies[0];
  while (body.rows.length > rows.length) body.deleteRow(-1);
  rows.forEach((row, i) => fillRow(body.rows[i] || body.insertRow(), row, "row"));
}

function fillRow(row, texts, scope) {
  while (row.cells.length > texts.length) row.deleteCell(-1);
  texts.forEach((text, i) => {
    if (!row.cells[i]) {
      const cell = make(scope === "col" || i === 0 ? "th" : "td");
      if (cell.tagName === "TH") cell.scope = scope;
      row.append(cell);
    }
    setText(row.cells[i], text);
  });
}
