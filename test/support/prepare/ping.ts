import { connect } from "node:net";
import { rawCall } from "../engine-call.ts";

/** Whether an engine answers on that socket within two seconds. */
export async function answers(socketPath: string): Promise<boolean> {
  try {
    const response = await rawCall("GET", "/_ping", { socketPath, signal: AbortSignal.timeout(2000) });
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

/** Whether any process accepts connections on that socket. */
export function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    const settle = (value: boolean) => () => {
      socket.destroy();
      resolve(value);
    };
    socket.once("connect", settle(true)).once("error", settle(false)).setTimeout(2000, settle(true));
  });
}
