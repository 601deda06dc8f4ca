/** Something that explains what is so, as the diagnoses tell it. */
export interface Finding {
  readonly cause: string;
  readonly certainty: string;
  readonly text: string;
  readonly evidence: readonly string[];
  readonly next: string;
}

/** What explains it, with what that rests on, and what to try. */
export const Findings = ({ of }: { readonly of: readonly Finding[] }) =>
  of.map((finding) => (
    <div className="note warn" key={finding.text}>
      <p>
        <strong>{finding.text}</strong> <span className="quiet">({finding.certainty})</span>
      </p>
      <Evidence of={finding.evidence} />
      <p>{finding.next}</p>
    </div>
  ));

/** What an answer rests on, line by line. */
export const Evidence = ({ of }: { readonly of: readonly string[] }) =>
  of.length === 0 ? null : (
    <ul className="evidence">
      {of.map((line) => (
        <li key={line} className="mono">
          {line}
        </li>
      ))}
    </ul>
  );
