import { exitText } from "../exit-code.ts";
import type { Facts } from "../facts.ts";
import type { Finding } from "../finding.ts";

/** Why it could not start: port, mount, command, image. Read from the engine's own error and from exit codes. */
export function startTrouble(facts: Facts): Finding[] {
  const { State: state, Config: config } = facts.inspect;
  const error = state.Error.replace(/\s+/g, " ").trim();
  const evidence = error === "" ? [] : [`engine: ${cut(error, 180)}`];
  if (/port is already allocated|address already in use/i.test(error)) return [portTaken(facts, error, evidence)];
  if (/bind source path does not exist|mounting|mount config|not a directory|mount .*no such file/i.test(error)) {
    return [
      {
        cause: "mount_failed",
        certainty: "certain",
        text: "A mount could not be made, so it did not start.",
        evidence: [...evidence, ...mounts(facts)],
        next: "Create the path on the host, or correct source and target (a file can't be mounted on a directory).",
        weight: 92,
      },
    ];
  }
  const command = [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])].join(" ");
  if (state.ExitCode === 127 || /executable file not found|no such file or directory/i.test(error)) {
    return [
      {
        cause: "command_not_found",
        certainty: "certain",
        text: "Its command does not exist in the image.",
        evidence: [...(evidence.length > 0 ? evidence : [exitText(state.ExitCode)]), `command: ${cut(command, 100)}`],
        next: "Correct the command or entrypoint, or use an image that has it.",
        weight: 92,
      },
    ];
  }
  if (state.ExitCode === 126 || /permission denied|exec format error/i.test(error)) {
    const format = /exec format error/i.test(error);
    return [
      {
        cause: "command_not_executable",
        certainty: "certain",
        text: format ? "Its program is built for another architecture." : "Its command may not be executed.",
        evidence: [...(evidence.length > 0 ? evidence : [exitText(state.ExitCode)]), `command: ${cut(command, 100)}`],
        next: format
          ? "Use an image for this host's architecture."
          : "Set the executable bit in the image, or run it through its interpreter.",
        weight: 92,
      },
    ];
  }
  if (error !== "") {
    return [
      {
        cause: "start_failed",
        certainty: "certain",
        text: "The engine could not start it.",
        evidence,
        next: "Correct what the engine names.",
        weight: 90,
      },
    ];
  }
  return [];
}

function portTaken(facts: Facts, error: string, evidence: readonly string[]): Finding {
  const port =
    /(?::|port )(\d{1,5})\b(?=[^\d]*(?:failed|: |$| is))/i.exec(error)?.[1] ?? /:(\d{1,5}) failed/.exec(error)?.[1];
  const holder =
    port === undefined
      ? undefined
      : facts.neighbours.find((one) => one.publishes.some((at) => at.startsWith(`${port}/`)));
  return {
    cause: "port_taken",
    certainty: "certain",
    text: `Host port ${port ?? ""} is taken${holder === undefined ? " by another container or program" : ` by container ${holder.name}`}.`,
    evidence,
    next: holder === undefined ? "Publish another host port." : `Stop ${holder.name} or publish another host port.`,
    weight: 95,
  };
}

function mounts(facts: Facts): string[] {
  const binds = (facts.inspect.Mounts ?? []).filter((one) => one.Type === "bind").slice(0, 3);
  return binds.map((one) => `bind ${one.Source} -> ${one.Destination}`);
}

/** A text that is not longer than `length`, with a mark where it was cut. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
