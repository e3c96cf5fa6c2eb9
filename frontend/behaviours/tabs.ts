// Tabs are links with htmx on them, so the address keeps which is open (hx-push-url). Here the mark moves when
// the answer has come, and the arrow keys go from tab to tab. A removable chip goes with Delete or Backspace.
import { carrier } from "../arrival";

document.addEventListener("htmx:afterRequest", (event) => {
  const tab = carrier<HTMLElement>(event, "[data-tabs] a");
  const detail = (event as CustomEvent<{ successful: boolean }>).detail;
  if (!tab || !detail.successful) return;
  for (const other of tab.closest("[data-tabs]")?.querySelectorAll("a") ?? []) other.removeAttribute("aria-current");
  tab.setAttribute("aria-current", "page");
});

document.addEventListener("keydown", (event) => {
  const tab = carrier<HTMLElement>(event, "[data-tabs] a");
  if (tab && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const tabs = [...(tab.closest("[data-tabs]")?.querySelectorAll<HTMLElement>("a") ?? [])];
    const next = tabs[tabs.indexOf(tab) + (event.key === "ArrowRight" ? 1 : -1)];
    if (next) event.preventDefault();
    next?.focus();
    return;
  }
  const chip = carrier<HTMLElement>(event, "[data-removable]");
  if (chip && (event.key === "Delete" || event.key === "Backspace")) {
    event.preventDefault();
    chip.click();
  }
});
