// Elements come twice: with the page, and with each swap of htmx. Both are an arrival.

/** Calls `act` once for each element matching `selector`, those of the page and those swapped in later. */
export function onArrival<E extends Element>(selector: string, act: (element: E) => void): void {
  const met = new WeakSet<Element>();
  const meet = (root: ParentNode & Node) => {
    const found = [...root.querySelectorAll<E>(selector)];
    if (root instanceof Element && root.matches(selector)) found.unshift(root as unknown as E);
    for (const element of found) {
      if (met.has(element)) continue;
      met.add(element);
      act(element);
    }
  };
  const start = () => {
    meet(document);
    document.body.addEventListener("htmx:load", (event) => meet(event.target as Element));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start, { once: true });
  else start();
}

/** The element carrying `selector` at or above where the event happened, or null. */
export function carrier<E extends Element>(event: Event, selector: string): E | null {
  return event.target instanceof Element ? event.target.closest<E>(selector) : null;
}

/** Whether keys pressed here are somebody's typing. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

/** A word of the page's language, put by the shell on `<div id="words" data-…>`. */
export function word(name: string): string {
  return document.getElementById("words")?.dataset[name] ?? "";
}
