// htmx as every behaviour shares it. Its settings stand in the shell's <meta name="htmx-config">; the history
// cache is off there, because it would leave guests' pages behind in the browser's storage.
import htmx from "htmx.org";

export default htmx;
