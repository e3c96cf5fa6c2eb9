// Dialogs: native <dialog>, which keeps the focus inside and gives it back.
// [data-dialog-open=ID] opens one of the page; an element with hx-target="#dialog-slot" fills the shared dialog
// of the shell, which opens when its content has arrived; [data-dialog-close] and a press beside it close it. Where
// such content was opened in a tab of its own ([data-alone]), closing goes to the address that stands there.
import { carrier, word } from "../arrival";
import { isDirty } from "./form";

function mayClose(dialog: HTMLDialogElement): boolean {
  const form = dialog.querySelector<HTMLFormElement>("form[data-guard]");
  return !form || !isDirty(form) || window.confirm(word("leave"));
}

document.addEventListener("click", (event) => {
  const opener = carrier<HTMLElement>(event, "[data-dialog-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialogOpen ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
    return;
  }
  const dialog = carrier<HTMLDialogElement>(event, "dialog");
  if (!dialog) {
    const alone = carrier(event, "[data-dialog-close]")?.closest<HTMLElement>("[data-alone]");
    if (alone) window.location.assign(alone.dataset.alone ?? "/");
    return;
  }
  const beside = event.target === dialog;
  if ((beside || carrier(event, "[data-dialog-close]")) && mayClose(dialog)) dialog.close();
});

document.addEventListener("cancel", (event) => {
  if (event.target instanceof HTMLDialogElement && !mayClose(event.target)) event.preventDefault();
}, true);

document.addEventListener("htmx:afterSettle", (event) => {
  const slot = event.target instanceof Element ? event.target.closest("#dialog-slot") : null;
  const dialog = slot?.closest("dialog");
  if (!slot || !(dialog instanceof HTMLDialogElement)) return;
  if (slot.childElementCount === 0) dialog.close();
  else if (!dialog.open) dialog.showModal();
});

// The server closes the shared dialog with the response header HX-Trigger: close-dialog. What was asked for from
// inside and answers later finds its place gone, and so does not open the dialog again.
document.addEventListener("close-dialog", () => {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) {
    dialog.close();
    dialog.querySelector("#dialog-slot")?.replaceChildren();
  }
});
