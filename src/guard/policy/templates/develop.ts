/** Everything inside one Compose project, and nothing beyond it. */
export const develop = `# develop: everything inside one Compose project, and nothing beyond it.
# For a coding assistant. Change "my-project" and /srv/my-project to yours.
version: 1
roles:
  develop:
    description: Works inside one project. Whatever is outside looks as if it weren't there.
    scope:
      - project: my-project
      - owned: true
      - kind: image
      - kind: network
        name: [bridge, none]
    allow:
      - risk:read
      - container.*
      - file.*
      - exec.*
      - volume.create
      - volume.remove
      - volume.prune
      - trash.restore
      - undo.run
      - approval.cancel
      - image.pull
      - image.build
      - build.*
      - operations: [network.create]
      - operations: [network.remove, network.connect, network.disconnect]
        where: [{ project: my-project }, { owned: true }]
        name: own-networks
      - operations: [image.remove, image.save]
        where: { owned: true }
        name: own-images
    deny:
      - token.*
      - audit.*
      - session.*
      - policy.*
    containment:
      level: baseline
      mountRoots: [/srv/my-project]
      publish: { addresses: [127.0.0.1], ports: [1024-65535] }
      limits: { memory: 2GiB, cpus: 2, pids: 1024 }
    secrets: masked
`;
