/** Everything, but a person approves whatever destroys or reaches the host. */
export const supervised = `# supervised: does everything, but a person approves whatever destroys or reaches the host.
# For an assistant that works on a machine that matters, with somebody near.
version: 1
roles:
  supervised:
    description: Everything destructive asks first.
    allow:
      - risk:read
      - risk:change
    ask:
      - risk:destroy
      - risk:host
      # A command inside a container can do anything there.
      - container.exec
      - operations: "*.prune"
        name: prune
      - image.push
    deny:
      - token.*
      - audit.*
      - session.*
      - policy.*
      # Approving is for the person who is asked.
      - operations: [approval.approve, approval.deny, approval.edit, approval.extend, freeze.create, freeze.lift]
        name: people
    # Not refused but asked: what reaches the host has the risk "host".
    containment: { level: privileged, mountRoots: [] }
    secrets: masked
`;
