import { readFileSync } from "node:fs";
import type { NoticeSetting } from "../../config/records.ts";
import { GnosisError } from "../../kernel/errors.ts";
import type { NoticeTarget } from "./notices.ts";
import type { Send } from "./send.ts";
import { commandSender } from "./send-command.ts";
import { mailSender } from "./send-mail.ts";
import { ntfySender } from "./send-ntfy.ts";
import { webhookSender } from "./send-webhook.ts";

/** The places of the settings, their secrets read. Throws CONFIG_INVALID for one that can't be used. */
export function noticeTargets(settings: readonly NoticeSetting[]): NoticeTarget[] {
  return settings.map((setting, index) => ({
    name: setting.name,
    ...(setting.events === undefined ? {} : { events: setting.events }),
    ...(setting.base === undefined ? {} : { base: setting.base }),
    decides: setting.links === "decide",
    send: senderOf(setting, `notices/${index}`),
  }));
}

function senderOf(setting: NoticeSetting, where: string): Send {
  const secret = setting.secretFile === undefined ? undefined : secretOf(setting.secretFile, where);
  if (setting.to.startsWith("/")) return commandSender([setting.to, ...(setting.arguments ?? [])]);
  const url = new URL(setting.to);
  if (url.protocol === "http:" || url.protocol === "https:") return webhookSender(url.href, secret);
  if (url.protocol === "ntfy:") return ntfySender(new URL(`https:${setting.to.slice("ntfy:".length)}`), secret);
  if (url.protocol === "ntfy+http:")
    return ntfySender(new URL(`http:${setting.to.slice("ntfy+http:".length)}`), secret);
  const { from, recipients = [] } = setting;
  if (from === undefined || recipients.length === 0) {
    throw new GnosisError("CONFIG_INVALID", `Mail to ${url.host} needs 'from' and 'recipients'.`, { where });
  }
  const tls = url.protocol === "smtps:";
  return mailSender({
    host: url.hostname,
    port: url.port === "" ? (tls ? 465 : 587) : Number(url.port),
    tls,
    ...(setting.user === undefined ? {} : { user: setting.user }),
    ...(secret === undefined ? {} : { password: secret }),
    from,
    to: recipients,
  });
}

function secretOf(path: string, where: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (thrown) {
    throw new GnosisError("CONFIG_INVALID", `The secret of a notice can't be read from ${path}.`, {
      where,
      cause: thrown,
    });
  }
}
