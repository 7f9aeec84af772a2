// Progressive enhancement only: every page works without this file.
import { createAll, initAll } from "./vendor/govuk-frontend.min.js";
import { SortableTable } from "./vendor/moj-frontend.min.js";
import "./draft.js";
import "./passkeys.js";
import "./session_end.js";

initAll();
createAll(SortableTable);

// Open, a filter would push the list itself off a telephone.
const narrow = matchMedia("(max-width: 48.0525em)").matches;
if (narrow) for (const filter of document.querySelectorAll("details[data-fold]")) filter.open = false;
