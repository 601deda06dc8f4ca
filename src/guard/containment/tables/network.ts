import { checked, free, host, neutral, type Table } from "./field.ts";

const said = "Fixed Addresses";

/** `EndpointSettings`: what a caller may choose about its place in a network; the rest is the engine's to answer. */
export const endpointSettings: Table = {
  IPAMConfig: neutral(
    { object: { IPv4Address: free("string"), IPv6Address: free("string"), LinkLocalIPs: free("strings") } },
    said,
  ),
  Links: neutral("strings", "Links"),
  MacAddress: neutral("string", said),
  Aliases: free("strings"),
  DriverOpts: host("string map", "Network Options"),
  GwPriority: free("integer"),
  NetworkID: neutral("string", "Answer-only"),
  EndpointID: neutral("string", "Answer-only"),
  Gateway: neutral("string", "Answer-only"),
  IPAddress: neutral("string", "Answer-only"),
  IPPrefixLen: neutral("integer", "Answer-only"),
  IPv6Gateway: neutral("string", "Answer-only"),
  GlobalIPv6Address: neutral("string", "Answer-only"),
  GlobalIPv6PrefixLen: neutral("integer", "Answer-only"),
  DNSNames: neutral("strings", "Answer-only"),
};

/** `NetworkingConfig`. */
export const networkingConfig: Table = {
  EndpointsConfig: checked({ map: endpointSettings }, "endpoints"),
};

/** The body of `POST /networks/{id}/connect`. */
export const networkConnect: Table = {
  Container: checked("string", "connected"),
  EndpointConfig: free({ object: endpointSettings }),
};

/** The body of `POST /networks/create`. */
export const networkCreate: Table = {
  Name: checked("string", "networkName"),
  CheckDuplicate: free("boolean"),
  Driver: host("string", "Network Driver", ["bridge"]),
  Scope: neutral("string", "Swarm", ["local"]),
  Internal: free("boolean"),
  Attachable: free("boolean"),
  Ingress: neutral("boolean", "Swarm"),
  ConfigOnly: neutral("boolean", "Swarm"),
  ConfigFrom: neutral({ object: { Network: free("string") } }, "Swarm"),
  IPAM: checked(
    {
      object: {
        Driver: free("string"),
        Config: free({
          list: {
            Subnet: free("string"),
            IPRange: free("string"),
            Gateway: free("string"),
            AuxiliaryAddresses: free("string map"),
            AuxAddress: free("string map"),
          },
        }),
        Options: free("string map"),
      },
    },
    "ipam",
  ),
  EnableIPv4: free("boolean"),
  EnableIPv6: free("boolean"),
  Options: checked("string map", "networkOptions"),
  Labels: checked("string map", "labels"),
};
