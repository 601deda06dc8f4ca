import { GnosisError } from "../../kernel/errors.ts";

/** The headers by which a browser tells where a request comes from. */
export interface OriginHeaders {
  readonly host: string;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  /** True for a page that somebody opens by a link: nothing is done by it, and nothing of it can be read by another site. */
  readonly navigates: boolean;
}

/** Refuses with ORIGIN_DENIED what a page of another site sends. Programs send neither header and pass. */
export function checkOrigin({ host, origin, fetchSite, navigates }: OriginHeaders): void {
  const own = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  const sameSite = fetchSite === undefined || fetchSite === "same-origin" || fetchSite === "none" || navigates;
  if (own && sameSite) return;
  throw new GnosisError("ORIGIN_DENIED", `Requests from ${origin ?? "another site"} are not answered.`, {
    where: own ? "Sec-Fetch-Site" : "Origin",
  });
}
