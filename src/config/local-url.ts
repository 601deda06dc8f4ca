import type { Settings } from "./settings.ts";

/** Address by which this machine reaches what listens on `host`. */
export const localUrl = ({ host, port }: Pick<Settings, "host" | "port">): string => {
  const reached = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
};
