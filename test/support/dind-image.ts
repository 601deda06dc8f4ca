import { debootstrap } from "./prepare/debootstrap.ts";
import { madeImage } from "./prepare/made-image.ts";

const packages = [
  "docker.io",
  "docker-cli",
  "docker-compose",
  "docker-buildx",
  "iptables",
  "ca-certificates",
  "openssl",
];

/** Debian's suites by the engine in them: trixie has 26.1 (API 1.45), unstable what is newest (28.5, API 1.51). */
export type EngineSuite = "trixie" | "sid";

/** The reference of an image with a whole Docker Engine, the docker CLI, Compose and buildx; made on first use, in a minute or two. */
export const dindImage = (suite: EngineSuite = "trixie"): Promise<string> =>
  madeImage(`gnosis-docker-test/dind:${suite}-1`, ['CMD ["dockerd"]'], (directory) =>
    debootstrap(directory, suite, packages),
  );

/** The same with the newest engine that Debian has (28.5, API 1.51), from its unstable distribution. */
export const newestDindImage = (): Promise<string> => dindImage("sid");
