/** What a value must look like; `null` is always taken, as Go's decoder does. */
export type Shape =
  | "string"
  | "boolean"
  | "integer"
  | "number"
  | "strings"
  | "string lists"
  | "integers"
  | "string map"
  | "string or strings"
  | "set"
  | "object"
  | { readonly object: Table }
  | { readonly list: Table }
  | { readonly map: Table }
  | { readonly map: "list"; readonly of: Table };

/**
 * How a field is judged: `free` may be anything of its shape; `checked` is judged by the named check; `host` reaches past the
 * container unless it is neutral, and only a privileged profile may say it; `neutral` may only be said neutrally unless privileged;
 * `refused` is never sent, and `ignored`
 * is dropped, because clients say it here although engines take it elsewhere.
 */
export type Field =
  | { readonly judged: "free"; readonly shape: Shape }
  | { readonly judged: "checked"; readonly shape: Shape; readonly by: string }
  | {
      readonly judged: "host" | "neutral";
      readonly shape: Shape;
      readonly control: string;
      readonly neutral?: readonly unknown[];
    }
  | { readonly judged: "refused"; readonly shape: Shape; readonly why: string }
  | { readonly judged: "ignored"; readonly shape: Shape };

/** The fields of one object, by their one spelling. */
export type Table = Readonly<Record<string, Field>>;

/** Anything of that shape may pass. */
export const free = (shape: Shape): Field => ({ judged: "free", shape });

/** Judged by the check of that name. */
export const checked = (shape: Shape, by: string): Field => ({ judged: "checked", shape, by });

/** Reaches the host, under that control, unless neutral. */
export const host = (shape: Shape, control: string, neutral?: readonly unknown[]): Field => ({
  judged: "host",
  shape,
  control,
  ...(neutral === undefined ? {} : { neutral }),
});

/** May be left out or said neutrally only. */
export const neutral = (shape: Shape, control: string, values?: readonly unknown[]): Field => ({
  judged: "neutral",
  shape,
  control,
  ...(values === undefined ? {} : { neutral: values }),
});

/** Never sent; a neutral value is dropped, any other is an error. */
export const refused = (shape: Shape, why: string): Field => ({ judged: "refused", shape, why });

/** Dropped unread: engines don't take it here, and some client library says it all the same. */
export const ignored: Field = { judged: "ignored", shape: "object" };

/** Whether a value says nothing: null, empty, zero or false. */
export function isNeutral(value: unknown, more: readonly unknown[] = []): boolean {
  if (value === null || value === undefined || value === "" || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object") return Object.keys(value).length === 0;
  return more.includes(value);
}
