import { startGuarded, type Guarded } from "../../proxy/support/guarded.ts";

/** A role that may do what clients do with things of their own, and sees nothing of others. */
const policy = (workspace: string): string => `version: 1
roles:
  dev:
    description: Works with its own containers, networks and volumes.
    scope:
      - owned: true
      - kind: image
      - kind: network
        name: [bridge, none]
    allow:
      - risk:read
      - container.*
      - exec.*
      - volume.*
      - network.*
      - image.pull
      - image.load
      - image.import
      - image.build
      - operations: [image.tag, image.push, image.save, image.remove]
        name: images
    containment:
      level: baseline
      mountRoots: [${workspace}]
      limits: { memory: 1GiB, cpus: 2, pids: 512 }
`;

/** Starts a server whose socket `dev` belongs to that role; bind mounts may lie below `workspace`. */
export const startForDeveloper = (workspace: string, more: { readonly handDown?: boolean } = {}): Promise<Guarded> =>
  startGuarded({ roles: ["dev", "admin"], policy: policy(workspace), ...more });
