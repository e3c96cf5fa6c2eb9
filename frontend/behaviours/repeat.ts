// [data-repeat]: rows of a form that a press adds (out of the <template>) and takes off, without a page load.
// [data-fill]: a press puts what a number told into the boxes named by data-fill-<box>.
// form[data-save-keys]: Ctrl-S saves.
import htmx from "../htmx";
import { carrier } from "../arrival";

function changed(form: Element | null | undefined): void {
  form?.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const add = carrier<HTMLElement>(event, "[data-repeat-add]");
  if (add) {
    const repeat = add.closest("[data-repeat]");
    const blank = repeat?.querySelector("template");
    const rows = repeat?.querySelector("[data-repeat-rows]");
    if (!blank || !rows) return;
    rows.append(blank.content.cloneNode(true));
    const row = rows.lastElementChild;
    if (row) htmx.process(row);
    row?.querySelector<HTMLElement>("input:not([type=hidden])")?.focus();
    return;
  }
  const remove = carrier<HTMLElement>(event, "[data-repeat-remove]");
  if (remove) {
    const row = remove.closest("[data-repeat-row]");
    const repeat = remove.closest("[data-repeat]");
    const next = row?.nextElementSibling ?? row?.previousElementSibling;
    row?.remove();
    (next?.querySelector<HTMLElement>("input:not([type=hidden])") ?? repeat?.querySelector<HTMLElement>("[data-repeat-add]"))?.focus();
    changed(repeat?.closest("form"));
    return;
  }
  const fill = carrier<HTMLElement>(event, "[data-fill]");
  const form = fill?.closest("form");
  if (!fill || !form) return;
  for (const { name, value } of fill.attributes) {
    if (!name.startsWith("data-fill-")) continue;
    const box = form.elements.namedItem(name.slice("data-fill-".length));
    if (box instanceof HTMLInputElement || box instanceof HTMLSelectElement) box.value = value;
  }
  changed(form);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "s" || event.isComposing) return;
  const form = carrier<HTMLElement>(event, "form[data-save-keys]") ?? document.querySelector<HTMLFormElement>("form[data-save-keys]");
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  form.requestSubmit();
});
