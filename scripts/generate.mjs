// Writes the pages that are made from the code; a test of each says when this has to be run again.
import { writeFileSync } from "node:fs";
import { errorsPage } from "../src/app/pages/errors-page.ts";
import { operationsPage } from "../src/app/pages/operations-page.ts";
import { stackFieldsPage } from "../src/app/pages/stack-fields-page.ts";
import { settingsPage } from "../src/config/table.ts";
import { fieldsPage } from "../src/guard/containment/tables/fields-page.ts";
import { policyJsonSchema } from "../src/guard/policy/policy-file.ts";
import { composeJsonSchema } from "../src/operations/stack/document/schema.ts";
import { catalogue } from "../src/operations/index.ts";

const pages = {
  "docs/settings.md": settingsPage,
  "docs/containment-fields.md": fieldsPage,
  "docs/policy.schema.json": () => `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
  "docs/stack-fields.md": stackFieldsPage,
  "docs/compose.schema.json": () => `${JSON.stringify(composeJsonSchema(), null, 2)}\n`,
  "docs/operations.md": () => operationsPage(catalogue),
  "docs/errors.md": () => errorsPage(catalogue),
};

for (const [file, page] of Object.entries(pages)) writeFileSync(new URL(`../${file}`, import.meta.url), page());
