import { pipeline, type Readable, Transform } from "node:stream";

/** The same bytes, counted: `ended` is told once how many there were, and the error when they broke off. */
export function counted(bytes: Readable, ended: (count: number, error?: unknown) => void): Readable {
  let count = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      count += chunk.byteLength;
      done(null, chunk);
    },
  });
  return pipeline(bytes, counter, (error) => ended(count, error ?? undefined));
}
