// A plain Node proxy without any policy: what passing requests on costs by itself. Arguments: its own socket, the engine's socket.
import { Agent, createServer, request } from "node:http";

const [, , own = "", engine = ""] = process.argv;
const agent = new Agent({ keepAlive: true });
createServer((incoming, outgoing) => {
  const { method, url, headers } = incoming;
  const sent = request({ socketPath: engine, agent, method, path: url, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(outgoing);
  });
  sent.on("error", () => outgoing.destroy());
  incoming.pipe(sent);
}).listen(own, () => console.log("ready"));
