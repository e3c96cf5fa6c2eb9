// The search box: `[data-search]` around an input (combobox) and [data-results], into which htmx
// puts the answer: a listbox of options, or a line that says why there is none.
//
// Typing posts the scrap after a short rest and gives up the older question (hx-sync on the input). Nothing is
// asked while an input method is composing, and its Enter is left alone. Arrow keys and Enter work in the
// results; Escape closes them and, pressed again, leaves the box.
//
// A card reader is a keyboard that types faster than any hand and ends its lines with Enter: such lines are
// gathered until it falls silent, then posted whole as `scan`.
import htmx from "../htmx";
import { carrier } from "../arrival";

/** Rest after the last key before the scrap is asked for, ms. */
const REST = 120;
/** Gap between keys that no hand reaches over a whole line, ms (a wedge reader sends every 1 to 15 ms). */
const READER_GAP = 35;
/** Shortest line taken for a reader's. */
const READER_LENGTH = 8;
/** A line that names its own field. */
const LABELLED = /^[^:：=]{1,12}[:：=]/;
/** Silence after a line by which a reader has said all it has, ms. */
const READER_SILENCE = 150;

interface State {
  rest: number;
  silence: number;
  lines: string[];
  lastKeyAt: number;
  slowest: number;
  quickKeys: number;
  openWhenFound: boolean;
}

const states = new WeakMap<HTMLInputElement, State>();

function stateOf(input: HTMLInputElement): State {
  let state = states.get(input);
  if (!state) {
    state = { rest: 0, silence: 0, lines: [], lastKeyAt: 0, slowest: 0, quickKeys: 0, openWhenFound: false };
    states.set(input, state);
  }
  return state;
}

const inputOf = (event: Event) => carrier<HTMLInputElement>(event, "[data-search] input[role=combobox]");
const boxOf = (input: Element) => input.closest<HTMLElement>("[data-search]");
const listOf = (input: HTMLInputElement) => boxOf(input)?.querySelector<HTMLElement>("[data-results]") ?? null;
const optionsOf = (input: HTMLInputElement) => [...(listOf(input)?.querySelectorAll<HTMLAnchorElement>("[role=option]") ?? [])];

function choose(input: HTMLInputElement, option: HTMLAnchorElement | undefined): void {
  for (const other of optionsOf(input)) other.setAttribute("aria-selected", String(other === option));
  if (option) {
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    input.removeAttribute("aria-activedescendant");
  }
}

function close(input: HTMLInputElement): void {
  const state = stateOf(input);
  window.clearTimeout(state.rest);
  state.openWhenFound = false;
  htmx.trigger(input, "htmx:abort", {});
  listOf(input)?.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function ask(input: HTMLInputElement): void {
  window.clearTimeout(stateOf(input).rest);
  if (input.value.trim() === "") close(input);
  else htmx.trigger(input, "scrap", {});
}

function askAfterRest(input: HTMLInputElement): void {
  const state = stateOf(input);
  window.clearTimeout(state.rest);
  state.openWhenFound = false;
  state.rest = window.setTimeout(() => ask(input), REST);
}

function isReader(state: State, line: string): boolean {
  if (state.lines.length > 0) return true;
  // A reader that labels its lines may begin with a short one: 姓名:李雷.
  const isLong = line.length >= READER_LENGTH || (line.length >= 4 && LABELLED.test(line));
  return isLong && state.quickKeys >= line.length - 1 && state.slowest <= READER_GAP;
}

function gather(input: HTMLInputElement, state: State): void {
  window.clearTimeout(state.rest);
  window.clearTimeout(state.silence);
  if (input.value !== "") state.lines.push(input.value);
  input.value = "";
  state.silence = window.setTimeout(() => postScan(input, state), READER_SILENCE);
}

function postScan(input: HTMLInputElement, state: State): void {
  if (input.value !== "") state.lines.push(input.value);
  const scan = state.lines.join("\n");
  state.lines = [];
  input.value = "";
  const list = listOf(input);
  const url = boxOf(input)?.dataset.scanUrl ?? input.getAttribute("hx-post");
  if (scan && url && list) void htmx.ajax("post", url, { source: input, target: list, values: { scan } });
}

function measure(state: State, event: KeyboardEvent): void {
  const gap = event.timeStamp - state.lastKeyAt;
  state.lastKeyAt = event.timeStamp;
  if (gap > READER_GAP * 4) {
    state.quickKeys = 0;
    state.slowest = 0;
  } else {
    state.quickKeys += 1;
    state.slowest = Math.max(state.slowest, gap);
  }
}

document.addEventListener("input", (event) => {
  const input = inputOf(event);
  if (!input || (event as InputEvent).isComposing) return;
  const state = stateOf(input);
  if (state.lines.length > 0) {
    window.clearTimeout(state.silence);
    state.silence = window.setTimeout(() => postScan(input, state), READER_SILENCE);
  } else {
    askAfterRest(input);
  }
});

document.addEventListener("compositionstart", (event) => {
  const input = inputOf(event);
  if (input) window.clearTimeout(stateOf(input).rest);
});

document.addEventListener("compositionend", (event) => {
  const input = inputOf(event);
  if (input) askAfterRest(input);
});

document.addEventListener("keydown", (event) => {
  const input = inputOf(event);
  if (!input || event.isComposing || event.keyCode === 229) return;
  const state = stateOf(input);
  if (event.key.length === 1) measure(state, event);

  if (event.key === "Enter" || (event.key === "Tab" && state.lines.length > 0)) {
    if (isReader(state, input.value)) {
      event.preventDefault();
      gather(input, state);
      return;
    }
  }
  const options = optionsOf(input);
  const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  switch (event.key) {
    case "ArrowDown":
      event.preventDefault();
      if (options.length === 0) ask(input);
      else choose(input, options[(here + 1) % options.length]);
      break;
    case "ArrowUp":
      event.preventDefault();
      if (options.length > 0) choose(input, options[(here <= 0 ? options.length : here) - 1]);
      break;
    case "Enter":
      event.preventDefault();
      if (here >= 0) options[here]?.click();
      else if (input.value.trim() !== "") {
        ask(input);
        state.openWhenFound = true;
      }
      break;
    case "Escape":
      event.preventDefault();
      if (listOf(input)?.childElementCount || input.value !== "") {
        close(input);
        input.value = "";
      } else {
        input.blur();
      }
      break;
    case "Tab":
      close(input);
      break;
  }
});

// The input settles at once (hx-swap), so that no arrow key comes between the answer and its first choice.
document.addEventListener("htmx:afterSettle", (event) => {
  const list = carrier<HTMLElement>(event, "[data-results]");
  const input = list?.closest("[data-search]")?.querySelector<HTMLInputElement>("input[role=combobox]");
  if (!list || !input) return;
  const options = optionsOf(input);
  const state = stateOf(input);
  input.setAttribute("aria-expanded", String(options.length > 0));
  choose(input, options[0]);
  if (state.openWhenFound && options.length === 1) options[0]?.click();
  state.openWhenFound = false;
});

document.addEventListener("click", (event) => {
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-search] input[role=combobox]")) {
    if (event.target instanceof Node && !boxOf(input)?.contains(event.target)) close(input);
  }
});

document.addEventListener("focusin", (event) => {
  const input = inputOf(event);
  if (input && input.value.trim() !== "" && optionsOf(input).length === 0) ask(input);
});

/** Puts the cursor into the search box, whatever stands there selected so that typing replaces it. */
export function focusSearch(): void {
  const input = document.querySelector<HTMLInputElement>("[data-search] input[role=combobox]");
  input?.focus();
  input?.select();
}
