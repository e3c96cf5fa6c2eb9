// Menus and hints are <details>: they open without a script. Here they learn to close: on Escape, on a press
// elsewhere, when the focus leaves, when another opens; and arrow keys move between the items of a menu.
import { carrier } from "../arrival";

const OPEN = "details[data-menu][open]";

function closeAll(except: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => closeAll(carrier(event, "details[data-menu]")));

document.addEventListener("focusout", (event) => {
  const menu = carrier<HTMLDetailsElement>(event, OPEN);
  const next = event.relatedTarget;
  if (menu && next instanceof Node && !menu.contains(next)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = carrier<HTMLDetailsElement>(event, "details[data-menu]");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    event.preventDefault();
    event.stopPropagation();
    menu.open = false;
    menu.querySelector<HTMLElement>("summary")?.focus();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...menu.querySelectorAll<HTMLElement>(".menu__item")].filter((item) => item.getClientRects().length > 0);
  if (!menu.open || items.length === 0) return;
  event.preventDefault();
  const here = items.indexOf(document.activeElement as HTMLElement);
  const step = event.key === "ArrowDown" ? 1 : -1;
  items[(here + step + items.length) % items.length]?.focus();
});
