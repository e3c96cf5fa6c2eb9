// [data-print] prints the page.
import { carrier } from "../arrival";

document.addEventListener("click", (event) => {
  if (carrier(event, "[data-print]")) window.print();
});
