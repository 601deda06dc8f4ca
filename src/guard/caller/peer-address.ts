import { isLoopback } from "../../kernel/loopback.ts";

/** An address as failures are counted by: IPv4 as it is, IPv6 by its /64, which is what one host commonly has. */
export function peerKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!plain.includes(":") || isLoopback(plain)) return plain;
  return `${plain.split("::")[0]?.split(":").slice(0, 4).join(":")}::/64`;
}
