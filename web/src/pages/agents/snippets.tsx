/** The new token and how to use it; shown this once. */
export function Snippets({ text }: { readonly text: string }) {
  const server = location.origin;
  const header = `Authorization: Bearer ${text}`;
  const config = {
    mcpServers: { docker: { type: "http", url: `${server}/mcp`, headers: { Authorization: `Bearer ${text}` } } },
  };
  return (
    <div className="note">
      <p>
        The token, shown this once: <code>{text}</code>
      </p>
      <h2>Claude Code</h2>
      <pre
        tabIndex={0}
        aria-label="Command for Claude Code"
      >{`claude mcp add --transport http docker ${server}/mcp --header "${header}"`}</pre>
      <h2>Other MCP clients</h2>
      <pre tabIndex={0} aria-label="Settings for MCP clients">
        {JSON.stringify(config, null, 2)}
      </pre>
      <h2>Docker&apos;s own command</h2>
      <p>
        Programs that speak the Engine API use a guarded socket: give the role one in the settings (<code>sockets</code>
        ), and then
      </p>
      <pre tabIndex={0} aria-label="Command for docker">
        DOCKER_HOST=unix:///path/of/the/guarded/docker.sock docker ps
      </pre>
      <h2>REST</h2>
      <pre tabIndex={0} aria-label="Command for REST">{`curl -H "${header}" ${server}/api/containers`}</pre>
    </div>
  );
}
