const looks: Readonly<Record<string, readonly [string, string]>> = {
  running: ["▶", "good"],
  healthy: ["▶", "good"],
  unhealthy: ["✖", "bad"],
  starting: ["…", "warn"],
  restarting: ["↻", "warn"],
  paused: ["⏸", "warn"],
  exited: ["■", "quiet"],
  partial: ["◐", "warn"],
  stopped: ["■", "quiet"],
  none: ["○", "quiet"],
  created: ["○", "quiet"],
  removing: ["…", "quiet"],
  dead: ["✖", "bad"],
  done: ["✔", "good"],
  failed: ["✖", "bad"],
  refused: ["⊘", "bad"],
  asked: ["▲", "warn"],
  ready: ["✔", "good"],
  unreachable: ["✖", "bad"],
  ended: ["■", "quiet"],
  conflict: ["✖", "bad"],
  impossible: ["⊘", "quiet"],
  open: ["…", "warn"],
  unknown: ["?", "warn"],
};

/** The state of a record: what has to be asked for was not refused, it waits for a person or did. */
export const stateOf = ({ state, code }: { readonly state: string; readonly code?: string | undefined }): string =>
  state === "refused" && code === "APPROVAL_REQUIRED" ? "asked" : state;

/** A state: sign, word and colour, so that none of them stands alone. */
export function StateWord({ state }: { readonly state: string }) {
  const [sign, colour] = looks[state] ?? ["•", "quiet"];
  return (
    <span className={`state ${colour}`}>
      <span aria-hidden="true">{sign}</span>
      {state}
    </span>
  );
}
