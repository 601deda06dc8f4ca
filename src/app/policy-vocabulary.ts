import { createCatalogue, type Catalogue } from "../catalogue/catalogue.ts";
import { catalogue } from "../operations/index.ts";
import { socketOperations } from "../proxy/operations.ts";

/** Everything that a policy can name: the operations, and what only a guarded socket knows. */
export const policyVocabulary: Catalogue = createCatalogue([...catalogue.operations, ...socketOperations]);

/** The ids of all that a policy can name. */
export const policyWords: readonly string[] = policyVocabulary.operations.map(({ id }) => id);
