import { develop } from "./develop.ts";
import { observe } from "./observe.ts";
import { operate } from "./operate.ts";
import { supervised } from "./supervised.ts";

/** The policy files to start from, by name. */
export const policyTemplates: Readonly<Record<"observe" | "operate" | "develop" | "supervised", string>> = {
  observe,
  operate,
  develop,
  supervised,
};
