import { createHash, timingSafeEqual } from "node:crypto";
import type { Settings } from "../config/settings.ts";
import type { Caller } from "../guard/caller/caller.ts";
import type { Authenticate } from "../guard/caller/credentials.ts";
import { GnosisError } from "../kernel/errors.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Knows the one admin token of the settings, and nobody else. */
export function settingsAuthenticator(settings: Pick<Settings, "adminToken">): Authenticate {
  return ({ authorization, apiKey, address, surface, client, session }) => {
    const given = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? apiKey;
    const { adminToken } = settings;
    if (given === undefined || adminToken === undefined || !timingSafeEqual(digest(given), digest(adminToken))) {
      return Promise.reject(new GnosisError("UNAUTHENTICATED", "No valid token was given."));
    }
    const caller: Caller = {
      id: "admin",
      name: "admin",
      role: "admin",
      surface,
      address,
      ...(client === undefined ? {} : { client }),
      ...(session === undefined ? {} : { session }),
    };
    return Promise.resolve(caller);
  };
}
