/** Looks at everything, changes nothing. */
export const observe = `# observe: looks at everything, changes nothing.
# For dashboards, monitoring, and an assistant that is asked what is going on.
version: 1
roles:
  observe:
    description: Looks at everything, changes nothing.
    allow:
      - risk:read
    deny:
      - token.*
      - audit.*
      - session.*
      - policy.*
      - operations: [container.download, file.inspect, file.download, container.export, image.save]
        name: files
        reason: Taking whole files out of containers and images is not looking.
    secrets: masked
`;
