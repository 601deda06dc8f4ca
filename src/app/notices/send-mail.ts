import { hostname } from "node:os";
import { isLoopback } from "../../kernel/loopback.ts";
import type { Notice } from "./notice.ts";
import type { Send } from "./send.ts";
import { connectSmtp } from "./smtp-connection.ts";

/** How mail is sent. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the start; otherwise STARTTLS, which only a server on this machine may lack. */
  readonly tls: boolean;
  readonly user?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
}

/** Sends notices by SMTP (RFC 5321), with PLAIN where there is a password. */
export function mailSender(settings: MailSettings): Send {
  const { host, port, tls, user, password, from, to } = settings;
  return async (notice, signal) => {
    const mail = await connectSmtp(host, port, tls, signal);
    try {
      await mail.command(undefined, 220);
      const hello = `EHLO ${hostname()}`;
      const offers = await mail.command(hello, 250);
      if (!mail.isSecure() && /^250[ -]STARTTLS/im.test(offers)) {
        await mail.command("STARTTLS", 220);
        await mail.secure();
        await mail.command(hello, 250);
      }
      if (!mail.isSecure() && !isLoopback(host) && host !== "localhost")
        throw new Error("the mail server offers no TLS");
      if (user !== undefined && password !== undefined) {
        await mail.command(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString("base64")}`, 235);
      }
      await mail.command(`MAIL FROM:<${from}>`, 250);
      for (const one of to) await mail.command(`RCPT TO:<${one}>`, 250, 251);
      await mail.command("DATA", 354);
      await mail.command(`${message(notice, from, to)}\r\n.`, 250);
      await mail.command("QUIT", 221).catch(() => undefined);
    } finally {
      mail.close();
    }
  };
}

/** Everything in Base64: no line of the text can be taken for a header or for the end, and every script passes. */
function message({ id, title, text, link, time }: Notice, from: string, to: readonly string[]): string {
  const body = Buffer.from(link === undefined ? `${text}\n` : `${text}\n\n${link}\n`, "utf8").toString("base64");
  return [
    `From: Gnosis Docker <${from}>`,
    `To: ${to.map((one) => `<${one}>`).join(", ")}`,
    `Subject: =?UTF-8?B?${Buffer.from(title.slice(0, 40), "utf8").toString("base64")}?=`,
    `Date: ${new Date(time).toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: <${id}@${hostname()}>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    ...(body.match(/.{1,76}/g) ?? []),
  ].join("\r\n");
}
