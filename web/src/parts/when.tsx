import { ago, exact } from "./format.ts";

/** A moment: how long ago, with the exact time on hover. */
export function When({ at }: { readonly at: string | number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exact(at)}>
      {ago(at)}
    </time>
  );
}
