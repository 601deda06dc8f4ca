/** One line of a comparison. */
export interface DiffLine {
  readonly sign: " " | "-" | "+";
  readonly text: string;
}

/** Unchanged lines that are shown around a change. */
const around = 3;

/** A comparison, line by line; long stretches without a change are left out. Sign, word and colour say what each line is. */
export function DiffView({ lines, label }: { readonly lines: readonly DiffLine[]; readonly label: string }) {
  const near = (at: number): boolean =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ sign }) => sign !== " ");
  const shown = lines.map((line, at) => ({ ...line, at })).filter(({ at }) => near(at));
  if (shown.length === 0) return <div className="note">Nothing is different.</div>;
  return (
    <pre className="diff" tabIndex={0} aria-label={label}>
      {shown.map(({ sign, text, at }, index) => (
        <span key={at} className={sign === "+" ? "added" : sign === "-" ? "removed" : undefined}>
          {index > 0 && shown[index - 1]?.at !== at - 1 ? "  ⋮\n" : ""}
          {`${sign} ${text}\n`}
        </span>
      ))}
    </pre>
  );
}
