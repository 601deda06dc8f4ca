import { z } from "zod";

/** Credentials for a registry. */
export const registryAuth = z
  .strictObject({
    username: z.string().max(500).optional().describe("User name."),
    password: z.string().max(10_000).optional().describe("Password or access token."),
    identity_token: z.string().max(10_000).optional().describe("Identity token instead of a password."),
    server_address: z.string().max(500).optional().describe("The registry that they are for."),
  })
  .describe("Credentials for the registry; never kept and never shown.");

/** The header that carries them to the engine, which wants one even where there are none. */
export function registryHeaders(auth: z.output<typeof registryAuth> | undefined): Record<string, string> {
  const said = {
    username: auth?.username,
    password: auth?.password,
    identitytoken: auth?.identity_token,
    serveraddress: auth?.server_address,
  };
  // With the padding that `base64url` leaves out: without it engines take the end for cut off, and drop all of it in silence.
  const text = Buffer.from(JSON.stringify(said)).toString("base64");
  return { "X-Registry-Auth": text.replaceAll("+", "-").replaceAll("/", "_") };
}
