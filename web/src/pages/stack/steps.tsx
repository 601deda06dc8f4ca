/** One step of a plan, with what the policy says to it. */
export interface PlannedStep {
  readonly action: string;
  readonly kind: string;
  readonly name: string;
  readonly service?: string;
  readonly perhaps?: boolean;
  readonly differences: readonly { readonly field: string; readonly is: unknown; readonly wanted: unknown }[];
  readonly effect: "allow" | "ask" | "deny";
  readonly reason?: string;
  readonly reaches_host: boolean;
  readonly changes: readonly string[];
}

const effects = {
  allow: ["✔", "good", "allowed"],
  ask: ["…", "warn", "a person has to approve it"],
  deny: ["⊘", "bad", "denied"],
} as const;

/** What stands where one may not see a value. */
const masked = "[masked]";

const say = (value: unknown): string =>
  value === null || value === undefined ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);

/** The steps of a plan in their order: what each does and why, and what the policy says to it. */
export function Steps({ of }: { readonly of: readonly PlannedStep[] }) {
  if (of.length === 0) return <p className="good">✔ Everything is as it should be: nothing would be done.</p>;
  return (
    <ol className="steps">
      {of.map(({ action, kind, name, perhaps, differences, effect, reason, reaches_host: host, changes }) => {
        const [sign, colour, words] = effects[effect];
        return (
          <li key={`${action} ${kind} ${name}`}>
            <strong>{action}</strong> {kind} <span className="mono">{name}</span>
            {perhaps === true ? <span className="quiet"> if the fetched image is another one</span> : null}{" "}
            <span className={`state ${colour}`} title={reason}>
              <span aria-hidden="true">{sign}</span>
              {words}
            </span>
            {host ? <span className="warn"> reaches into the host</span> : null}
            {effect === "allow" || reason === undefined ? null : <p className={colour}>{reason}</p>}
            {differences.length === 0 ? null : (
              <ul className="differences">
                {differences.map(({ field, is, wanted }) => (
                  <li key={field}>
                    <span className="mono">{field}</span>:{" "}
                    {is === masked && wanted === masked ? "another value, masked" : `${say(is)} → ${say(wanted)}`}
                  </li>
                ))}
              </ul>
            )}
            {changes.length === 0 ? null : <p className="quiet">The server sets {changes.join(", ")}.</p>}
          </li>
        );
      })}
    </ol>
  );
}
