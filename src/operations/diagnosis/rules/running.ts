import { plainText } from "../../../kernel/plain-text.ts";
import { redactOutput, secretValues } from "../../../kernel/redact-output.ts";
import type { Facts } from "../facts.ts";
import type { Finding } from "../finding.ts";
import { said } from "./output.ts";
import { cut } from "./start-trouble.ts";

/** What is wrong with a container that runs, or does not: health, ports, limits, paused, never started. */
export function running(facts: Facts): Finding[] {
  return [...health(facts), ...ports(facts), ...limits(facts), ...still(facts)];
}

function health(facts: Facts): Finding[] {
  const { State: state, Config: config } = facts.inspect;
  const checked = state.Health;
  if (checked === undefined || checked.Status !== "unhealthy") return [];
  const last = checked.Log?.at(-1);
  const test = ((config["Healthcheck"] as { Test?: string[] } | undefined)?.Test ?? []).slice(1).join(" ");
  const secrets = secretValues(config.Env);
  const shown = cut(
    redactOutput(plainText(last?.Output ?? ""), secrets)
      .replace(/\s+/g, " ")
      .trim(),
    140,
  );
  return [
    {
      cause: "unhealthy",
      certainty: "certain",
      text: `Its health check has failed ${checked.FailingStreak} times in a row.`,
      evidence: [
        `check: ${cut(redactOutput(test, secrets), 100)}`,
        `last result: exit ${last?.ExitCode ?? "?"}${shown === "" ? "" : `, ${shown}`}`,
      ],
      next: "Run the check inside of it to see it fail, and look at the program's log.",
      weight: 85,
    },
  ];
}

const announced = /(?:listen|serv|start|bound|bind|running|ready|accept)\w*\b.*?(?::|port[ =:]+)(\d{2,5})\b/i;

function ports(facts: Facts): Finding[] {
  if (!facts.inspect.State.Running || facts.inspect.State.Restarting) return [];
  const shut = facts.probes.filter((one) => one.outcome === "refused").map((one) => one.port);
  const open = facts.probes.filter((one) => one.outcome === "open").map((one) => one.port);
  const line = facts.said.findLast((one) => announced.test(one.text));
  const spoken = line === undefined ? undefined : announced.exec(line.text)?.[1];
  const published = Object.entries(facts.inspect.NetworkSettings.Ports ?? {}).filter(([, at]) => (at ?? []).length > 0);
  const inside = published.map(([port]) => port.split("/")[0] ?? "");
  const other = spoken !== undefined && inside.length > 0 && !inside.includes(spoken) ? spoken : undefined;
  if (shut.length === 0 && other === undefined) return [];
  if (shut.length === 0 && open.length === inside.length) return [];
  const list = (shut.length > 0 ? shut : inside).join(", ");
  return [
    {
      cause: "wrong_port",
      certainty: shut.length > 0 ? "certain" : "likely",
      text:
        other === undefined
          ? `It runs, but nothing inside it listens on ${list}, which is published.`
          : `It runs, but it listens on port ${other} while ${list} is published.`,
      evidence: [
        ...published.slice(0, 3).map(([port, at]) => `published ${at?.[0]?.HostPort ?? "?"} -> ${port}`),
        ...(shut.length > 0 ? [`connection to ${shut.join(", ")} inside the container refused`] : []),
        ...(line !== undefined && spoken !== undefined ? [said(line)] : []),
      ],
      next:
        other === undefined
          ? "Let the program listen on 0.0.0.0 and that port (not on 127.0.0.1), or publish the port it uses."
          : `Publish ${other} instead, or set the program's port.`,
      weight: 88,
    },
  ];
}

function limits(facts: Facts): Finding[] {
  const { HostConfig: host, State: state } = facts.inspect;
  const findings: Finding[] = [];
  const memory = facts.use?.memory;
  const limit = host.Memory ?? 0;
  if (state.Running && memory !== undefined && limit > 0 && memory / limit > 0.9) {
    findings.push({
      cause: "near_memory_limit",
      certainty: "certain",
      text: `It uses ${Math.round((memory / limit) * 100)} % of its memory limit and may be killed soon.`,
      evidence: [`${Math.round(memory / 1_048_576)} of ${Math.round(limit / 1_048_576)}MiB`],
      next: "Raise its memory limit (container update) or find the leak.",
      weight: 70,
    });
  }
  const most = host.PidsLimit ?? 0;
  const pids = facts.use?.pids;
  if (state.Running && most > 0 && pids !== undefined && pids / most > 0.9) {
    findings.push({
      cause: "near_process_limit",
      certainty: "certain",
      text: "It has nearly as many processes as it may.",
      evidence: [`${pids} of ${most} processes`],
      next: "Raise its pids limit, or find what starts them.",
      weight: 69,
    });
  }
  return findings;
}

function still(facts: Facts): Finding[] {
  const { State: state } = facts.inspect;
  if (state.Paused) {
    const who = facts.happenings.findLast((one) => one.action === "pause")?.by;
    return [
      {
        cause: "paused",
        certainty: "certain",
        text: `It is paused${who === undefined ? "" : ` by ${who.caller} via ${who.surface}`}, so it does not answer.`,
        evidence: ["state paused"],
        next: "Resume it: container unpause.",
        weight: 97,
      },
    ];
  }
  if (state.Status === "created" && state.Error === "" && state.StartedAt.startsWith("0001")) {
    return [
      {
        cause: "not_started",
        certainty: "certain",
        text: "It was created and never started.",
        evidence: ["state created"],
        next: "Start it: container start.",
        weight: 75,
      },
    ];
  }
  if (facts.imageThere === false) {
    return [
      {
        cause: "image_missing",
        certainty: "certain",
        text: "The image it was made from is no longer there; it can't be made again.",
        evidence: [`image ${facts.inspect.Config.Image}`],
        next: "Pull or build the image.",
        weight: 50,
      },
    ];
  }
  return [];
}
