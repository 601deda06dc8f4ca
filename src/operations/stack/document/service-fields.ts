import type { ServiceField } from "./service-field.ts";
import { deployField, limitFields } from "./fields/limits.ts";
import { networkFields } from "./fields/network.ts";
import { orderFields } from "./fields/order.ts";
import { processFields } from "./fields/process.ts";
import { storageFields } from "./fields/storage.ts";

/** Every field of a service that a stack takes; `deploy` comes last, since it must agree with what the older fields say. */
export const serviceFields: Readonly<Record<string, ServiceField>> = {
  ...orderFields,
  ...processFields,
  ...networkFields,
  ...storageFields,
  ...limitFields,
  deploy: deployField,
};
