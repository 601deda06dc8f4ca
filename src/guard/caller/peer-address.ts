/** An address as failures are counted by: IPv4 as it is, IPv6 by its /64, which is what one host commonly has. */
export function peerKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  if (!plain.includes(":") || isLoopback(plain)) return plain;
  return `${plain.split("::")[0]?.split(":").slice(0, 4).join(":")}::/64`;
}

/** Whether a peer is on this machine. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address) || address === "::1";
}
