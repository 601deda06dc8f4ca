import type { Difference } from "./shapes.ts";

const shown = (value: unknown): string =>
  value === null || value === undefined ? "left out" : typeof value === "string" ? value : JSON.stringify(value);

/** What differs between two calls, field by field. */
export function DifferenceList({ of }: { readonly of: readonly Difference[] }) {
  return (
    <ul className="differs">
      {of.map(({ field, was, is }) => (
        <li key={field}>
          <strong>{field}</strong>: <del>{shown(was)}</del> <span aria-hidden="true">→</span>{" "}
          <span className="skip-text">becomes</span> <ins>{shown(is)}</ins>
        </li>
      ))}
    </ul>
  );
}
