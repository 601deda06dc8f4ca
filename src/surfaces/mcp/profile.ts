/** Sets of tools, each with all tools of the one before it. */
export const profiles = ["observe", "operate", "develop", "admin"] as const;

/** `observe` looks, `operate` starts and stops, `develop` makes and removes containers, `admin` cleans the host, has sandboxes and brings whole stacks up. */
export type Profile = (typeof profiles)[number];

/** The profile of a client that names none. */
export const usualProfile: Profile = "develop";

/** Whether a tool of one profile belongs to another. */
export function includes(chosen: Profile, needed: Profile): boolean {
  return profiles.indexOf(needed) <= profiles.indexOf(chosen);
}

/** The profile of this name; `undefined` for a name that is none. */
export function profileNamed(name: string | null | undefined): Profile | undefined {
  return profiles.find((one) => one === name);
}
