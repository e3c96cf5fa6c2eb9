// [data-copy="text"] copies its text, [data-copy-of="id"] what the element shows. A hotel's own network often has
// no TLS, where browsers lend no clipboard: there a hidden field is selected and copied the old way.
import { carrier, word } from "../arrival";
import { toast } from "./toast";

async function copy(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return true;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "sr-only";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

document.addEventListener("click", (event) => {
  const button = carrier<HTMLElement>(event, "[data-copy], [data-copy-of]");
  if (!button) return;
  const text = button.dataset.copy ?? document.getElementById(button.dataset.copyOf ?? "")?.textContent?.trim() ?? "";
  copy(text).then(
    (done) => toast(word(done ? "copied" : "notCopied"), done ? "good" : "watch"),
    () => toast(word("notCopied"), "watch"),
  );
});
