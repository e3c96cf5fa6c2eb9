// A list of the day ([data-sheet]): `1` to `9` tick the things of the row pointed at, `p` opens what is to be prepared
// for it, `c` checks in or out ([data-act]), [data-fold] unfolds a group. Rows that the server sends anew take the place of the old ones without a jump:
// the row pointed at, and a group that is unfolded, stay so; a row that says the same is left alone. A tick that was
// not taken is taken off again. [data-reload] loads the page anew.
import { carrier, isTyping } from "../arrival";
import { lettersAreOn } from "./keys";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") || !lettersAreOn()) return;
  const row = document.querySelector("[data-sheet] tr.is-here");
  if (!row) return;
  const number = Number(event.key);
  if (Number.isInteger(number) && number >= 1 && number <= 9) {
    event.preventDefault();
    row.querySelectorAll<HTMLInputElement>("[data-tick]")[number - 1]?.click();
  } else if (event.key === "p") {
    event.preventDefault();
    row.querySelector<HTMLElement>("[data-prepare]")?.click();
  } else if (event.key === "c") {
    row.querySelector<HTMLElement>("[data-act]")?.click();
  }
});

document.addEventListener("click", (event) => {
  if (carrier(event, "[data-reload]")) {
    event.preventDefault();
    window.location.reload();
    return;
  }
  const button = carrier<HTMLElement>(event, "[data-fold]");
  const group = button?.closest<HTMLElement>(".sheet__group");
  if (!button || !group) return;
  const isFolded = group.toggleAttribute("data-folded");
  button.setAttribute("aria-expanded", String(!isFolded));
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const detail = (event as CustomEvent<{ shouldSwap: boolean; target: HTMLElement; fragment: ParentNode }>).detail;
  const { target, fragment } = detail;
  const fresh = fragment.querySelector<HTMLElement>("[data-stamp]");
  if (!fresh || !target.closest("[data-sheet]")) return;
  if (fresh.dataset.stamp === target.dataset.stamp) {
    detail.shouldSwap = false;
    return;
  }
  if (target.classList.contains("is-here")) {
    fresh.classList.add("is-here");
    fresh.tabIndex = -1;
  }
  const fold = fresh.querySelector("[data-fold]");
  const group = target.closest(".sheet__group");
  if (fold && group) fold.setAttribute("aria-expanded", String(!group.hasAttribute("data-folded")));
});

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const tick = carrier<HTMLInputElement>(event, "[data-tick]");
    if (tick) tick.checked = !tick.checked;
  });
}
