// The one entry: the style, htmx, and the behaviours that a server cannot have.
//
// A behaviour listens on the document and finds its elements by a data- attribute when something happens, so
// that it serves what htmx swaps in later just as well. The few that must touch an element on arrival say so
// through `onArrival`.
import "./main.css";
import "./htmx";

import "./behaviours/copy";
import "./behaviours/dialog";
import "./behaviours/drop";
import "./behaviours/form";
import "./behaviours/keys";
import "./behaviours/menu";
import "./behaviours/offline";
import "./behaviours/passkey";
import "./behaviours/print";
import "./behaviours/picker";
import "./behaviours/repeat";
import "./behaviours/rows";
import "./behaviours/search";
import "./behaviours/sheet";
import "./behaviours/tabs";
import "./behaviours/time";
import "./behaviours/toast";
