/** What helps when the engine says that it could not reach a registry, about which its own log says no more; nothing for other failures. */
export const registryTrouble = (text: string): { readonly next?: string } =>
  /dial tcp|lookup |no such host|connection refused|i\/o timeout|Client\.Timeout|x509|TLS handshake/u.test(text)
    ? { next: "Check the registry's address, and whether the engine reaches it: its network, proxy and certificates." }
    : {};
