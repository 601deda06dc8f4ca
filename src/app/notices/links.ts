import type { DecisionLinks } from "../../guard/approval/decision-links.ts";

/** Milliseconds that a link is good for: a plan waits no longer for a person. */
const lasts = 15 * 60_000;

/** Makes the links of a notice that asks for an approval, each for the plan that was asked about and for the place that gets it. */
export const noticeLinks =
  (links: DecisionLinks, now: () => number) =>
  (event: string, { approval, digest }: Readonly<Record<string, unknown>>, place: string) => {
    if (event !== "approval.asked" || typeof approval !== "string" || typeof digest !== "string") return undefined;
    const about = { approval, digest, place, expires: now() + lasts };
    return { approve: links.make({ ...about, verdict: "once" }), deny: links.make({ ...about, verdict: "deny" }) };
  };
