// Writes the pages that are made from the code; a test of each says when this has to be run again.
import { writeFileSync } from "node:fs";
import { settingsPage } from "../src/config/table.ts";

const pages = { "docs/settings.md": settingsPage };

for (const [file, page] of Object.entries(pages)) writeFileSync(new URL(`../${file}`, import.meta.url), page());
