import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import { GnosisError } from "../../kernel/errors.ts";

/** What a link decides, for whom it was made, and until when. */
export interface DecisionLink {
  /** Id of the approval. */
  readonly approval: string;
  /** Digest of the plan: what was shown is what is decided. */
  readonly digest: string;
  readonly verdict: "once" | "deny";
  /** Name of the place that the link was sent to: it stands in the records as who has decided. */
  readonly place: string;
  /** Unix milliseconds. */
  readonly expires: number;
}

/** Links by which a person decides without a token. Each is good for one decision on one plan, and ends with it. */
export interface DecisionLinks {
  /** The link's secret part. */
  readonly make: (link: DecisionLink) => string;
  /** Throws LINK_INVALID for what was not made here, was changed, or has expired. */
  readonly read: (text: string) => DecisionLink;
}

/** Signs links with a key, and reads what is signed with it. */
export function createDecisionLinks(key: KeyObject, now: () => number): DecisionLinks {
  const mac = (payload: string): Buffer => createHmac("sha256", key).update(payload).digest();
  const invalid = (): never => {
    throw new GnosisError("LINK_INVALID", "This link was not made here, or its time is over.");
  };
  return {
    make: ({ approval, digest, verdict, place, expires }) => {
      const payload = Buffer.from(JSON.stringify([approval, digest, verdict, place, expires])).toString("base64url");
      return `${payload}.${mac(payload).toString("base64url")}`;
    },
    read: (text) => {
      const [payload = "", signature = "", ...more] = text.split(".");
      const given = Buffer.from(signature, "base64url");
      const wanted = mac(payload);
      if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return invalid();
      const [approval, digest, verdict, place, expires] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
        string,
        string,
        DecisionLink["verdict"],
        string,
        number,
      ];
      return expires > now() ? { approval, digest, verdict, place, expires } : invalid();
    },
  };
}
