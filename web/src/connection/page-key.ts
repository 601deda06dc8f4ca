/** Where the page keeps its half of the session: the browser gives it to this origin alone, its port included, unlike the cookie. */
const place = "page";

const key = (): string => localStorage.getItem(place) ?? "";

/** Whether somebody has signed in with this browser. */
export const hasPageKey = (): boolean => key() !== "";

/** Keeps the half that signing in gave. */
export const keepPageKey = (given: string): void => localStorage.setItem(place, given);

/** Forgets it. */
export const forgetPageKey = (): void => localStorage.removeItem(place);

/** What requests of the page carry beside the cookie. */
export const pageHeaders = (): Record<string, string> => ({ "x-gnosis-page": key() });

/** The same for its WebSocket. */
export const pageProtocols = (): string[] => ["gnosis-page", ...(key() === "" ? [] : [`key.${key()}`])];
