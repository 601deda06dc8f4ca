import { ProtocolError, ProtocolErrorCode, type GetPromptResult, type Prompt } from "@modelcontextprotocol/server";

interface PromptEntry extends Prompt {
  readonly text: (given: Readonly<Record<string, string>>) => string;
}

const entries: readonly PromptEntry[] = [
  {
    name: "host_problems",
    title: "What is wrong with my host?",
    description: "Sick containers, top consumers, disk, exposed ports",
    text: () =>
      "Find out what is wrong on this Docker host. Call host_diagnose, then container_diagnose for each container it names as restarting, unhealthy or failed (at most five). " +
      "Report the causes, worst first, each with its evidence and one proposed step. Change nothing.",
  },
  {
    name: "container_crash",
    title: "Why did a container crash?",
    description: "Cause, evidence and remedy for one container",
    arguments: [{ name: "container", description: "Name or id", required: true }],
    text: ({ container }) =>
      `Find out why the container '${container}' crashed or does not answer. Call container_diagnose; only if its certainty is not 'certain', look further with log_search (level error, context 3). ` +
      "Tell the cause, the evidence, and the smallest change that would put it right. Change nothing before I agree.",
  },
  {
    name: "disk_cleanup",
    title: "Clean up disk",
    description: "What can be freed, then a prune of what you agree to",
    text: () =>
      "Free disk space on this Docker host. Call host_diagnose and list, per kind, how much can be freed and what would be lost; name volumes separately, since their data is gone for good. " +
      "Ask me which kinds to clean. Only then call host_prune for those, one kind at a time, and report what was freed.",
  },
  {
    name: "compose_deploy",
    title: "Deploy a compose file",
    description: "Bring up the services of a compose file",
    arguments: [
      { name: "file", description: "The compose file's text", required: true },
      { name: "project", description: "Project name", required: false },
    ],
    text: ({ file, project = "app" }) =>
      `Deploy this compose file as the project '${project}'. Where you have the tool stack_use: save it there under that name, show me its plan, and once I agree bring it up with that plan. Otherwise, for each service in the order of depends_on: pull its image (image_pull), make its networks and volumes (object_create), and run it with container_run, named ${project}-<service>-1, ` +
      `with the labels com.docker.compose.project=${project} and com.docker.compose.service=<service> and the idempotency_key ${project}-<service>. After each, wait for its ready line with log_wait or check it with container_diagnose. ` +
      `If the policy refuses something, stop and tell me which rule; don't work around it.\n\n${file}`,
  },
  {
    name: "changes_today",
    title: "What changed today?",
    description: "Who changed what on this host in the last 24 hours",
    text: () =>
      "Tell me what changed on this Docker host in the last 24 hours. Call record_list (since 24h) for what was asked through Gnosis Docker and event_list (since 24h) for what happened; what has no record was done by somebody else. " +
      "Summarise by container: what, when, who.",
  },
];

/** The prompts, in a fixed order. */
export function listPrompts(): Prompt[] {
  return entries.map(({ text: _, ...prompt }) => prompt);
}

/** One prompt filled in; the protocol's invalid-params error for an unknown one or a missing argument. */
export function getPrompt(name: string, given: Readonly<Record<string, string>> = {}): GetPromptResult {
  const entry = entries.find((one) => one.name === name);
  if (entry === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no prompt '${name}'.`);
  for (const argument of entry.arguments ?? []) {
    if (argument.required === true && given[argument.name] === undefined) {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, `The prompt '${name}' needs '${argument.name}'.`);
    }
  }
  return {
    ...(entry.description === undefined ? {} : { description: entry.description }),
    messages: [{ role: "user", content: { type: "text", text: entry.text(given) } }],
  };
}
