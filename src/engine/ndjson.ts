import { brokenOff, nonsense } from "./failure.ts";

/** The longest line that is read, bytes: far above anything an engine says. */
const longestLine = 16 * 1024 * 1024;

/** The JSON values of a stream, one a line (CR LF or LF); throws ENGINE_FAILED for a line that isn't JSON. */
export async function* ndjson(body: AsyncIterable<Buffer>): AsyncGenerator<unknown, void, void> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  try {
    for await (const chunk of body) {
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        const line = rest.length ? Buffer.concat([...rest, chunk.subarray(start, end)]) : chunk.subarray(start, end);
        rest = [];
        restBytes = 0;
        start = end + 1;
        const value = parse(line);
        if (value !== undefined) yield value;
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
      restBytes += chunk.length - start;
      if (restBytes > longestLine) throw nonsense("a line of it has no end");
    }
  } catch (error) {
    throw brokenOff(error);
  }
  const value = parse(Buffer.concat(rest));
  if (value !== undefined) yield value;
}

function parse(line: Buffer): unknown {
  const text = line.toString().trim();
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw nonsense("a line of it is not JSON", text.slice(0, 500));
  }
}
