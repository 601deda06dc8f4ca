/** Keeps services running, makes and removes nothing. */
export const operate = `# operate: keeps services running, makes and removes nothing.
# For an assistant on call: it may restart what hangs, and reads logs to find out why.
version: 1
roles:
  operate:
    description: Starts, stops and restarts; makes and removes nothing.
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
    ask:
      # What carries this label is restarted by a person's word only.
      - operations: [container.stop, container.restart, container.kill, container.pause]
        where: { label: { gnosis-docker.careful: "true" } }
        name: careful
        reason: This container is marked as one to be careful with.
    deny:
      - token.*
      - audit.*
      - session.*
      - policy.*
      - operations: [container.download, file.inspect, file.download, container.export, image.save]
        name: files
    secrets: masked
`;
