// [data-drop]: a file laid on the zone goes into its <input type=file>; the zone says which and how large.
// The way up fills [data-upload] by the bytes sent; what the server does with the file afterwards is polled by
// htmx (base/parts/progress.html).
import { carrier } from "../arrival";

function sizeOf(bytes: number): string {
  const units = ["B", "KB", "MB", "GB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value.toFixed(unit === 0 || value >= 100 ? 0 : 1)} ${units[unit]}`;
}

function show(zone: HTMLElement): void {
  const files = [...(zone.querySelector<HTMLInputElement>("input[type=file]")?.files ?? [])];
  const name = zone.querySelector("[data-drop-name]");
  if (name && files.length > 0) name.textContent = files.map((file) => `${file.name}, ${sizeOf(file.size)}`).join("; ");
}

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    const zone = carrier<HTMLElement>(event, "[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
}

document.addEventListener("dragleave", (event) => {
  const zone = carrier<HTMLElement>(event, "[data-drop]");
  const next = (event as DragEvent).relatedTarget;
  if (zone && !(next instanceof Node && zone.contains(next))) zone.classList.remove("is-over");
});

document.addEventListener("drop", (event) => {
  const zone = carrier<HTMLElement>(event, "[data-drop]");
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  const input = zone.querySelector<HTMLInputElement>("input[type=file]");
  const files = event.dataTransfer?.files;
  if (!input || !files?.length) return;
  input.files = files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

document.addEventListener("change", (event) => {
  const zone = carrier<HTMLElement>(event, "[data-drop]");
  if (zone) show(zone);
});

document.addEventListener("htmx:xhr:progress", (event) => {
  const { loaded, total, lengthComputable } = (event as CustomEvent<ProgressEvent>).detail;
  const bar = event.target instanceof Element ? event.target.querySelector<HTMLProgressElement>("[data-upload]") : null;
  if (!bar || !lengthComputable) return;
  bar.hidden = false;
  bar.max = total;
  bar.value = loaded;
});
