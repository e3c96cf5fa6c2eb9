// Toasts: what just happened, with a way back where there is one. The server puts them into #toasts (messages
// of the page, or hx-swap-oob of base/parts/toast.html). They go by themselves, later when they can be undone,
// and wait while a hand or the focus is on them.
import { carrier, onArrival, word } from "../arrival";

/** How long a toast stays, ms: plain, and with something to decide. */
const PLAIN = 6000;
const WITH_ACTION = 15000;

onArrival<HTMLElement>("[data-toast]", (toast) => {
  if (toast.dataset.toast === "stay") return;
  const stay = toast.querySelector("form, a") ? WITH_ACTION : PLAIN;
  let timer = 0;
  const start = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => toast.remove(), stay);
  };
  const wait = () => window.clearTimeout(timer);
  toast.addEventListener("pointerenter", wait);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", wait);
  toast.addEventListener("focusout", start);
  start();
});

document.addEventListener("click", (event) => {
  if (carrier(event, "[data-toast-close]")) carrier(event, "[data-toast]")?.remove();
});

// An undo that went through takes its own toast away; the answer brings the next one.
document.addEventListener("htmx:afterRequest", (event) => {
  const detail = (event as CustomEvent<{ successful: boolean }>).detail;
  if (detail.successful) carrier(event, "[data-toast] form")?.closest("[data-toast]")?.remove();
});

/** Shows a short message made in the browser itself, with words from the shell. */
export function toast(text: string, kind: "good" | "watch" = "good"): void {
  const made = document.getElementById("toast-made");
  const home = document.getElementById("toasts");
  if (!(made instanceof HTMLTemplateElement) || !home || !text) return;
  const piece = made.content.cloneNode(true) as DocumentFragment;
  const element = piece.querySelector<HTMLElement>("[data-toast]");
  const words = piece.querySelector(".toast__text");
  if (!element || !words) return;
  element.classList.add(`toast--${kind}`);
  words.textContent = text;
  home.append(piece);
  element.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

// A refusal without a page of its own still says that nothing was done.
document.addEventListener("htmx:responseError", () => toast(word("failed"), "watch"));
