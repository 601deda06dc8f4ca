/**
 * The roles that are always there, as a policy of the very same form. A policy file may replace any of them but `admin`, so that
 * nobody can lock themselves out.
 */
export const builtInRoles = `version: 1
roles:
  viewer:
    description: Looks at everything but secrets, tokens and records; changes nothing and takes no files out.
    allow:
      - risk:read
    deny:
      - operations: [token.*, audit.*, session.*, policy.*]
        name: records
        reason: Tokens, records and the policy are for admins.
      - operations: [container.download, file.inspect, file.download, container.export, image.save]
        name: files
        reason: Taking whole files out of containers and images is not looking; the files may hold secrets.
    containment: { level: restricted, mountRoots: [] }

  operator:
    description: Keeps what runs running. Starts, stops and looks; makes and removes nothing.
    allow:
      - risk:read
      - container.start
      - container.stop
      - container.restart
      - container.pause
      - container.unpause
      - container.kill
      - undo.run
      - approval.cancel
    deny:
      - operations: [token.*, audit.*, session.*, policy.*]
        name: records
        reason: Tokens, records and the policy are for admins.
      - operations: [container.download, file.inspect, file.download, container.export, image.save]
        name: files
        reason: Taking whole files out of containers and images is not looking; the files may hold secrets.
    containment: { level: restricted, mountRoots: [] }

  developer:
    description: Operates everything, makes containers within baseline containment, and changes or removes what it made itself.
    allow:
      - risk:read
      - container.start
      - container.stop
      - container.restart
      - container.pause
      - container.unpause
      - container.kill
      - undo.run
      - approval.cancel
      - operations: [container.create, container.run, volume.create, network.create, image.pull, image.build, build.*]
        name: make
      - operations:
          - container.remove
          - trash.restore
          - container.exec
          - container.rename
          - container.update
          - container.recreate
          - container.commit
          - container.upload
          - container.download
          - file.*
          - container.export
          - container.attach
          - container.resize
          - exec.*
          - volume.remove
          - network.remove
          - network.connect
          - network.disconnect
          - image.remove
          - image.save
        where: { owned: true }
        name: own
    deny:
      - operations: [token.*, audit.*, session.*, policy.*]
        name: records
        reason: Tokens, records and the policy are for admins.
    containment:
      level: baseline
      limits: { pids: 4096 }

  sandbox:
    description: Nearly everything, but only inside sandboxes, and in containers that can't reach the container that carries the engine.
    scope: { endpoint: "sandbox-*" }
    allow:
      - risk:read
      - risk:change
      - risk:destroy
    deny:
      - operations: [token.*, audit.*, session.*, policy.*, approval.*, freeze.*]
        name: records
        reason: Tokens, records and the policy are for admins.
    containment:
      level: baseline
      mountRoots: []
      publish: { addresses: [127.0.0.1, 0.0.0.0, "::"], ports: [1-65535] }
      buildKit: true
    secrets: masked

  admin:
    description: Everything, in containers of every kind. Protected objects stay protected.
    allow:
      - "*"
    containment: { level: privileged, mountRoots: [] }
    secrets: masked
`;
