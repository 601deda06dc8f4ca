import { connect } from "node:net";
import type { NpipeEndpoint } from "../endpoint/endpoint.ts";
import type { Transport } from "./transport.ts";

/** A named pipe of Docker on Windows. */
export function npipeTransport({ pipe }: NpipeEndpoint): Transport {
  return {
    host: "docker",
    connect: () => connect({ path: pipe }),
    explain: (error) => {
      if (error.code === "ENOENT") return { message: `There is no pipe ${pipe}.`, next: "Start Docker Desktop." };
      if (error.code !== "EACCES" && error.code !== "EPERM") return undefined;
      return {
        message: `No right to use the pipe ${pipe}.`,
        next: "Add the user to the group docker-users, then sign in again.",
      };
    },
    close: () => {},
  };
}
