import { randomInt } from "node:crypto";

const count = 128 * 256;
let next = randomInt(count);

/** The first three parts of an IPv4 subnet of 256 addresses, outside the pools that engines give networks from; never the same twice in one process. */
export function freshSubnet(): string {
  next = (next + 1) % count;
  return `10.${64 + (next >> 8)}.${next & 255}`;
}
