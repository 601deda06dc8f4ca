const key = "endpoint";

/** The engine that was chosen in this tab before it was loaded anew. */
export const rememberedEndpoint = (): string | undefined => sessionStorage.getItem(key) ?? undefined;

/** Remembers one, or none. */
export function rememberEndpoint(name: string | undefined): void {
  if (name === undefined) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, name);
}
