import { engine } from "./engine-call.ts";
import { isDead, runId, testLabel } from "./run-id.ts";

interface Labelled {
  readonly Id?: string;
  readonly Name?: string;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

/** Removes, without failing, what carries the test label with a run id that `which` accepts; images by their tags. */
async function remove(which: (id: string) => boolean): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ label: [testLabel] }));
  const list = async (path: string): Promise<Labelled[]> => {
    const found = await engine<Labelled[] | { Volumes: Labelled[] | null }>("GET", path).catch(() => []);
    const rows = Array.isArray(found) ? found : (found.Volumes ?? []);
    return rows.filter((row) => which(row.Labels?.[testLabel] ?? ""));
  };
  const each = async (path: string, drop: (row: Labelled) => string): Promise<void> => {
    for (const row of await list(path)) await engine("DELETE", drop(row)).catch(() => undefined);
  };
  await each(`/containers/json?all=true&filters=${filters}`, ({ Id }) => `/containers/${Id}?force=true&v=true`);
  await each(`/networks?filters=${filters}`, ({ Id }) => `/networks/${Id}`);
  await each(`/volumes?filters=${filters}`, ({ Name }) => `/volumes/${Name}?force=true`);
  await each(`/images/json?filters=${filters}`, ({ Id }) => `/images/${Id}?force=true`);
}

/** Removes everything on the engine that this process created; for `after` at the end of a test file. */
export const removeOwn = (): Promise<void> => remove((id) => id === runId);

/** Removes what tests left behind: that of processes that are gone, or all of it. */
export const removeLeftovers = (whose: "dead" | "all"): Promise<void> => remove(whose === "all" ? () => true : isDead);
