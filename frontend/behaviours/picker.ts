// select[data-picker]: a long list of choices found by typing its word, its pinyin or its initials (data-keys of an
// option); with data-picker="open" the list opens as the cursor arrives. The select itself stays and holds the value; without a script it is used as it is.
// input[data-narrow=ID]: of the elements with data-keys in that list only those that fit are shown.
import { carrier, onArrival } from "../arrival";

const fits = (keys: string, sought: string) => sought.split(/\s+/).every((piece) => keys.includes(piece));
let made = 0;

onArrival<HTMLSelectElement>("select[data-picker]", (select) => {
  const box = document.createElement("div");
  box.className = "picker";
  const input = document.createElement("input");
  const list = document.createElement("div");
  const id = `picker-${(made += 1)}`;
  list.id = id;
  list.className = "picker__list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", select.getAttribute("aria-label") ?? "");
  input.type = "text";
  input.autocomplete = "off";
  input.spellcheck = false;
  input.className = "picker__input";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-label": select.getAttribute("aria-label") ?? "",
    "aria-expanded": "false",
    "aria-controls": id,
    "aria-autocomplete": "list",
  })) input.setAttribute(name, value);
  const shown = () => select.selectedOptions[0]?.textContent?.trim() ?? "";
  const rest = () => {
    const word = shown();
    input.value = select.value ? word : "";
    input.placeholder = select.value ? "" : word;
  };
  const options = () => [...list.querySelectorAll<HTMLElement>("[role=option]")];
  const here = () => options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  const point = (option: HTMLElement | undefined) => {
    for (const other of options()) other.setAttribute("aria-selected", String(other === option));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    rest();
  };
  const fill = (sought: string) => {
    list.replaceChildren();
    let heading = "";
    for (const option of select.options) {
      if (!option.value || !fits(`${option.dataset.keys ?? ""} ${option.textContent?.toLowerCase() ?? ""}`, sought)) continue;
      const group = option.parentElement instanceof HTMLOptGroupElement ? option.parentElement.label : "";
      if (group && group !== heading) {
        heading = group;
        const title = document.createElement("div");
        title.className = "picker__heading";
        title.setAttribute("role", "presentation");
        title.textContent = group;
        list.append(title);
      }
      const item = document.createElement("div");
      item.id = `${id}-${option.index}`;
      item.className = "picker__item";
      item.setAttribute("role", "option");
      item.dataset.value = option.value;
      item.textContent = option.textContent;
      list.append(item);
    }
    const chosen = sought ? undefined : options().find((option) => option.dataset.value === select.value);
    point(chosen ?? options()[0]);
  };
  const open = (sought = "") => {
    fill(sought);
    list.hidden = options().length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };
  const choose = (option: HTMLElement | undefined) => {
    if (!option?.dataset.value) return;
    const differs = select.value !== option.dataset.value;
    select.value = option.dataset.value;
    close();
    if (differs) select.dispatchEvent(new Event("change", { bubbles: true }));
  };

  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => {
    if (list.hidden) open();
  });
  input.addEventListener("input", (event) => {
    // Only a choice is news to the page; what is typed to find one is not.
    event.stopPropagation();
    open(input.value.trim().toLowerCase());
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else point(all[(here() + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (list.hidden) open();
      else choose(all[here()]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && !list.hidden) choose(all[here()]);
  });
  input.addEventListener("blur", () => {
    if (!list.hidden) close();
  });
  // A press in the list must not take the focus from the input first.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(carrier<HTMLElement>(event, "[role=option]") ?? undefined));

  const takesFocus = select.autofocus || document.activeElement === select;
  select.autofocus = false;
  select.hidden = true;
  select.tabIndex = -1;
  select.before(box);
  box.append(input, list);
  rest();
  if (takesFocus) {
    input.focus();
    if (!select.value && select.dataset.picker === "open") open();
  }
});

document.addEventListener("input", (event) => {
  const input = carrier<HTMLInputElement>(event, "input[data-narrow]");
  const list = input ? document.getElementById(input.dataset.narrow ?? "") : null;
  if (!input || !list) return;
  const sought = input.value.trim().toLowerCase();
  for (const each of list.querySelectorAll<HTMLElement>("[data-keys]")) each.hidden = !fits(each.dataset.keys ?? "", sought);
});
