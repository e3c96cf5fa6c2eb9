// Keys that work from anywhere: `/` and Ctrl-K search, `g` then a letter goes to the rail item of that letter
// ([data-go]), Ctrl-Enter sends the form one is in; any other sign presses what bears it as [data-key]: `n` a note,
// `u` takes back what was just done, `?` shows the keys, figures give the answers of a page.
//
// Answers inside [data-rests] rest for half a second after they came, and after each press: of a key that is tapped
// twice, or a button, the second tap would answer what nobody has seen yet. They are disabled so long, which shows.
//
// Single letters can be switched off ([data-keys-switch], kept in this browser): a speech user's words would
// otherwise press them (WCAG 2.1.4). They rest while somebody types, composes or has a dialog open.
import { carrier, isTyping, onArrival } from "../arrival";
import { focusSearch } from "./search";

const STORE = "huitouke.keys";
/** Time in which the second letter of `g t` must come, ms. */
const PAIR = 1200;
/** For so long answers rest once they are on the screen, ms. */
const REST = 500;

let goSince = -Infinity;

/** Whether single letters are shortcuts in this browser. */
export const lettersAreOn = () => localStorage.getItem(STORE) !== "off";

function press(selector: string): boolean {
  const element = [...document.querySelectorAll<HTMLElement>(selector)].find((each) => each.getClientRects().length > 0);
  element?.click();
  return element !== undefined;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const withControl = (event.ctrlKey || event.metaKey) && !event.altKey;
  if (withControl && event.key.toLowerCase() === "k") {
    event.preventDefault();
    focusSearch();
    return;
  }
  if (withControl && event.key === "Enter") {
    const form = carrier<HTMLElement>(event, "form")?.closest("form");
    if (form && !form.closest("[data-search]")) {
      event.preventDefault();
      form.requestSubmit();
    }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!lettersAreOn() || document.querySelector("dialog[open]")) return;

  const key = event.key.toLowerCase();
  if (event.timeStamp - goSince < PAIR) {
    goSince = -Infinity;
    if (press(`[data-go="${CSS.escape(key)}"]`)) event.preventDefault();
    return;
  }
  if (key === "/") {
    event.preventDefault();
    focusSearch();
  } else if (key === "g") {
    goSince = event.timeStamp;
  } else if (key.length === 1 && !event.repeat && press(`[data-key="${CSS.escape(key)}"]`)) {
    event.preventDefault();
  }
});

onArrival<HTMLInputElement>("[data-keys-switch]", (tick) => {
  tick.checked = lettersAreOn();
  tick.addEventListener("change", () => localStorage.setItem(STORE, tick.checked ? "on" : "off"));
});

function rest(group: HTMLElement): void {
  const answers = [...group.querySelectorAll<HTMLButtonElement>("button:enabled")];
  for (const answer of answers) answer.disabled = true;
  // The count begins with the first frame that shows them; a page in the background waits until it is looked at.
  requestAnimationFrame(() => setTimeout(() => {
    for (const answer of answers) answer.disabled = false;
  }, REST));
}

onArrival<HTMLElement>("[data-rests]", (group) => {
  rest(group);
  // A button that is disabled at once would not be sent along with its form.
  group.addEventListener("submit", () => setTimeout(() => rest(group)));
});
