const looks: Readonly<Record<string, readonly [string, string]>> = {
  running: ["▶", "good"],
  healthy: ["▶", "good"],
  unhealthy: ["✖", "bad"],
  starting: ["…", "warn"],
  restarting: ["↻", "warn"],
  paused: ["⏸", "warn"],
  exited: ["■", "quiet"],
  created: ["○", "quiet"],
  removing: ["…", "quiet"],
  dead: ["✖", "bad"],
  done: ["✔", "good"],
  failed: ["✖", "bad"],
  refused: ["⊘", "bad"],
  ready: ["✔", "good"],
  unreachable: ["✖", "bad"],
  ended: ["■", "quiet"],
  conflict: ["✖", "bad"],
  impossible: ["⊘", "quiet"],
  open: ["…", "warn"],
  unknown: ["?", "warn"],
};

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
