// time[data-relative]: "12 minutes ago" while under a day, else the date that the server wrote. The exact
// instant stays on the element as its title.
import { onArrival } from "../arrival";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "zh-Hans", { numeric: "auto" });
const shown = new Map<HTMLTimeElement, string>();

function write(element: HTMLTimeElement, written: string): void {
  const away = Date.parse(element.dateTime) - Date.now();
  if (Number.isNaN(away) || Math.abs(away) >= DAY) element.textContent = written;
  else if (Math.abs(away) >= HOUR) element.textContent = format.format(Math.round(away / HOUR), "hour");
  else element.textContent = format.format(Math.round(away / MINUTE), "minute");
}

onArrival<HTMLTimeElement>("time[data-relative]", (element) => {
  const written = element.textContent ?? "";
  if (!element.title) element.title = written;
  shown.set(element, written);
  write(element, written);
});

window.setInterval(() => {
  for (const [element, written] of shown) {
    if (element.isConnected) write(element, written);
    else shown.delete(element);
  }
}, MINUTE);
