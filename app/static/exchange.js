// Progressive enhancement only: every page works without this file.
import { createAll, initAll } from "./vendor/govuk-frontend.min.js";
import { SortableTable } from "./vendor/moj-frontend.min.js";

initAll();
createAll(SortableTable);
