// form[data-guard]: nothing typed is lost. Leaving with unsaved typing asks first. When a save does not reach the
// hotel's server, the typing is kept in this tab's session storage and offered back, here or after a reload;
// fields that must not stay in a browser (passwords, [data-no-keep], files) are left out, and a save that went
// through or signing out empties it. The summary of errors ([data-error-summary]) takes the focus.
import { carrier, onArrival, word } from "../arrival";
import { toast } from "./toast";

type Typing = [name: string, value: string][];

const PREFIX = "huitouke.kept:";
const first = new WeakMap<HTMLFormElement, string>();
const leaving = new WeakSet<HTMLFormElement>();

const keyOf = (form: HTMLFormElement) => `${PREFIX}${form.dataset.guard || form.getAttribute("action") || window.location.pathname}`;

function typing(form: HTMLFormElement): Typing {
  const kept: Typing = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") kept.push([name, value]);
  }
  return kept;
}

/** Whether somebody typed into the form since it arrived or was last saved. */
export function isDirty(form: HTMLFormElement): boolean {
  return first.has(form) && first.get(form) !== JSON.stringify(typing(form)) && !leaving.has(form);
}

function mayStay(form: HTMLFormElement, name: string): boolean {
  const named = form.elements.namedItem(name);
  const item = named instanceof RadioNodeList ? named[0] : named;
  if (!(item instanceof HTMLElement)) return true;
  return !item.hasAttribute("data-no-keep") && !(item instanceof HTMLInputElement && ["password", "hidden", "file"].includes(item.type));
}

function keep(form: HTMLFormElement): void {
  sessionStorage.setItem(keyOf(form), JSON.stringify(typing(form).filter(([name]) => mayStay(form, name))));
  leaving.delete(form);
  toast(word("kept"), "watch");
}

function giveBack(form: HTMLFormElement, kept: Typing): void {
  const met = new Map<string, number>();
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
    if (!field.name || field.name === "csrfmiddlewaretoken" || !mayStay(form, field.name)) continue;
    const values = kept.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) field.checked = values.includes(field.value);
    else {
      const nth = met.get(field.name) ?? 0;
      met.set(field.name, nth + 1);
      field.value = values[nth] ?? field.value;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

onArrival<HTMLFormElement>("form[data-guard]", (form) => {
  first.set(form, JSON.stringify(typing(form)));
  const stored = sessionStorage.getItem(keyOf(form));
  const offer = form.querySelector<HTMLElement>("[data-kept]");
  if (!stored || !offer) return;
  offer.hidden = false;
  offer.addEventListener("click", (event) => {
    const answer = carrier<HTMLElement>(event, "[data-kept-answer]")?.dataset.keptAnswer;
    if (!answer) return;
    if (answer === "take") giveBack(form, JSON.parse(stored) as Typing);
    sessionStorage.removeItem(keyOf(form));
    offer.hidden = true;
  });
});

onArrival<HTMLElement>("[data-error-summary]", (summary) => summary.focus());

document.addEventListener("click", (event) => {
  const link = carrier<HTMLAnchorElement>(event, "[data-error-summary] a");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.scrollIntoView({ block: "center" });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  if (form.hasAttribute("data-sign-out")) {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
  }
  if (!form.hasAttribute("data-guard")) return;
  if (!navigator.onLine) {
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(form);
    return;
  }
  leaving.add(form);
}, true);

const guarded = (event: Event) => (event.target instanceof Element ? event.target.closest<HTMLFormElement>("form[data-guard]") : null);

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const form = guarded(event);
    if (form) keep(form);
  });
}

document.addEventListener("htmx:afterRequest", (event) => {
  const form = guarded(event);
  const { successful, requestConfig } = (event as CustomEvent<{ successful: boolean; requestConfig: { verb: string } }>).detail;
  if (!form || requestConfig.verb === "get") return;
  if (successful) {
    sessionStorage.removeItem(keyOf(form));
    first.set(form, JSON.stringify(typing(form)));
  }
  leaving.delete(form);
});

window.addEventListener("beforeunload", (event) => {
  if ([...document.querySelectorAll<HTMLFormElement>("form[data-guard]")].some(isDirty)) event.preventDefault();
});
