import { debootstrap } from "./prepare/debootstrap.ts";
import { madeImage } from "./prepare/made-image.ts";

const packages = [
  "docker.io",
  "docker-cli",
  "docker-compose",
  "docker-buildx",
  "iptables",
  "ca-certificates",
  "e2fsprogs",
];

/** The reference of an image with all that a sandbox needs: an engine (26.1), the docker CLI with its plugins, and mkfs for its disk. */
export const sandboxImage = (): Promise<string> =>
  madeImage("gnosis-docker-test/sandbox:trixie-1", [], (directory) => debootstrap(directory, "trixie", packages));
