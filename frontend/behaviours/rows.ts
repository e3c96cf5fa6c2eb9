// Rows of a table: `j` and `k` (or the arrow keys once a row has the focus) move, Enter opens, `x` picks.
// A press anywhere on a row opens it, unless it was meant for a link, a control, or for selecting text.
// table[data-rows] > tr[data-href]; ticks are [data-pick] with one [data-pick-all], the number of picked rows is
// written into [data-picked-count] and [data-picked-bar] shows while there are any. Shift picks all rows between two
// ticks, [data-pick-page] the page, Escape and [data-pick-none] none. [data-pick-everyone] means all that the list
// means, on other pages too: the hidden [data-everyone] says so to the server.
import { carrier, isTyping } from "../arrival";
import { lettersAreOn } from "./keys";

const ROW = "table[data-rows] tbody tr[data-href]";

/** The rows of a table that are shown: those of a folded group are not gone to. */
const rowsOf = (table: Element) =>
  [...table.querySelectorAll<HTMLTableRowElement>("tbody tr[data-href]")].filter((row) => row.getClientRects().length > 0);

function goTo(row: HTMLTableRowElement | undefined): void {
  if (!row) return;
  for (const other of document.querySelectorAll(".is-here")) other.classList.remove("is-here");
  row.classList.add("is-here");
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function open(row: HTMLTableRowElement, inNewTab: boolean): void {
  const url = row.dataset.href;
  if (!url) return;
  if (inNewTab) window.open(url, "_blank", "noopener");
  else window.location.assign(url);
}

function countPicked(table: Element): void {
  const ticks = [...table.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const picked = ticks.filter((tick) => tick.checked);
  for (const tick of ticks) tick.closest("tr")?.classList.toggle("is-picked", tick.checked);
  const all = table.querySelector<HTMLInputElement>("[data-pick-all]");
  if (all) {
    all.checked = picked.length > 0 && picked.length === ticks.length;
    all.indeterminate = picked.length > 0 && picked.length < ticks.length;
  }
  const frame = table.closest(".table-frame");
  for (const count of frame?.querySelectorAll("[data-picked-count]") ?? []) count.textContent = String(picked.length);
  for (const bar of frame?.querySelectorAll<HTMLElement>("[data-picked-bar]") ?? []) bar.hidden = picked.length === 0;
  if (picked.length !== ticks.length) meanEveryone(frame, false);
}

/** Whether all that the list means are picked, with those of its other pages. */
function meanEveryone(frame: Element | null | undefined, everyone: boolean): void {
  const field = frame?.querySelector<HTMLInputElement>("[data-everyone]");
  if (!frame || !field) return;
  field.value = everyone ? "1" : "";
  frame.querySelector("[data-pick-everyone]")?.setAttribute("aria-pressed", String(everyone));
  for (const words of frame.querySelectorAll<HTMLElement>("[data-picked-some]")) words.hidden = everyone;
  for (const words of frame.querySelectorAll<HTMLElement>("[data-picked-every]")) words.hidden = !everyone;
}

function pickPage(table: Element, checked: boolean): void {
  for (const tick of table.querySelectorAll<HTMLInputElement>("[data-pick]")) tick.checked = checked;
  countPicked(table);
}

/** The tick that was pressed last, from which Shift reaches to the next one. */
let lastTick: HTMLInputElement | null = null;

function pickBetween(table: Element, tick: HTMLInputElement): void {
  const ticks = [...table.querySelectorAll<HTMLInputElement>("[data-pick]")];
  const here = ticks.indexOf(tick);
  const there = lastTick ? ticks.indexOf(lastTick) : -1;
  if (there < 0) return;
  for (const each of ticks.slice(Math.min(here, there), Math.max(here, there) + 1)) each.checked = tick.checked;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
  const focused = carrier<HTMLTableRowElement>(event, ROW);
  const table = focused?.closest("table") ?? document.querySelector("table[data-rows]");
  if (!table) return;
  const letters = lettersAreOn();
  const down = (letters && event.key === "j") || (focused !== null && event.key === "ArrowDown");
  const up = (letters && event.key === "k") || (focused !== null && event.key === "ArrowUp");
  const rows = rowsOf(table);
  const here = rows.findIndex((row) => row.classList.contains("is-here"));
  if (down || up) {
    event.preventDefault();
    goTo(rows[Math.min(rows.length - 1, Math.max(0, here + (down ? 1 : -1)))]);
  } else if (focused && event.target === focused && event.key === "Enter") {
    event.preventDefault();
    open(focused, false);
  } else if (focused && letters && event.key === "x") {
    event.preventDefault();
    focused.querySelector<HTMLInputElement>("[data-pick]")?.click();
  } else if (event.key === "Escape" && table.querySelector("[data-pick]:checked")) {
    event.preventDefault();
    pickPage(table, false);
  }
});

document.addEventListener("click", (event) => {
  const tick = carrier<HTMLInputElement>(event, "[data-pick]");
  const table = (tick ?? carrier(event, "[data-picked-bar]"))?.closest(".table-frame")?.querySelector("table");
  if (!table) return;
  if (tick) {
    if (event.shiftKey) pickBetween(table, tick);
    lastTick = tick;
    countPicked(table);
  } else if (carrier(event, "[data-pick-page]")) pickPage(table, true);
  else if (carrier(event, "[data-pick-none]")) pickPage(table, false);
  else if (carrier(event, "[data-pick-everyone]")) {
    const isMeant = table.closest(".table-frame")?.querySelector<HTMLInputElement>("[data-everyone]")?.value === "1";
    pickPage(table, true);
    meanEveryone(table.closest(".table-frame"), !isMeant);
  }
});

document.addEventListener("click", (event) => {
  const row = carrier<HTMLTableRowElement>(event, ROW);
  if (!row || carrier(event, "a, button, input, select, label, summary")) return;
  if (window.getSelection()?.toString()) return;
  open(row, event.ctrlKey || event.metaKey);
});

document.addEventListener("change", (event) => {
  const table = carrier(event, "table[data-rows]");
  if (!table) return;
  const all = carrier<HTMLInputElement>(event, "[data-pick-all]");
  if (all) for (const tick of table.querySelectorAll<HTMLInputElement>("[data-pick]")) tick.checked = all.checked;
  if (all || carrier(event, "[data-pick]")) countPicked(table);
});
