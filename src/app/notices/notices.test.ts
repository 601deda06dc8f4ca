import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, createServer as createTcp, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { noticeOf } from "./notice.ts";
import { type NoticeTarget, openNotices } from "./notices.ts";
import { commandSender } from "./send-command.ts";
import { mailSender } from "./send-mail.ts";
import { ntfySender } from "./send-ntfy.ts";
import { webhookSender } from "./send-webhook.ts";

const directory = mkdtempSync(join(tmpdir(), "gnosis-notices-"));
const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
  rmSync(directory, { recursive: true, force: true });
});

const asked = {
  approval: "apr_1",
  caller: { id: "t1", name: "agent" },
  operation: "container.remove",
  targets: [{ kind: "container", id: "c", name: "web\r\nBcc: evil@example.org" }],
  rule: "by-hand",
  comment: "use postgres://a:hunter2@db/",
};
const notice = noticeOf("approval.asked", asked, 0, "http://127.0.0.1:5680");
const soon = AbortSignal.timeout(20_000);

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** A server that answers with these statuses in turn (the last one for ever), and what it was sent. */
async function receiver(...statuses: number[]) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const port = await listening(
    createHttp((request, response) => {
      let body = "";
      request.on("data", (chunk) => (body += String(chunk)));
      request.on("end", () => {
        received.push({ headers: request.headers, body });
        response
          .writeHead(statuses[Math.min(received.length, statuses.length) - 1] ?? 200, { connection: "close" })
          .end();
      });
    }),
  );
  return { url: `http://127.0.0.1:${port}/hook`, received };
}

test("a notice is one line and a few more, says where to decide, and holds no secret", () => {
  assert.equal(notice.title, "agent asks for container.remove on web Bcc: evil@example.org");
  assert.equal(notice.link, "http://127.0.0.1:5680/approvals#apr_1");
  assert.doesNotMatch(JSON.stringify(notice), /hunter2/);
});

test("webhooks are signed over id, time and body", async () => {
  const { url, received } = await receiver(200);
  await webhookSender(url, "s3cret")(notice, soon);
  const [{ headers, body } = assert.fail()] = received;
  const signed = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
  assert.equal(headers["webhook-signature"], `v1,${createHmac("sha256", "s3cret").update(signed).digest("base64")}`);
  assert.equal(JSON.parse(body).event, "approval.asked");
});

test("ntfy gets topic, title, text and link", async () => {
  const { url, received } = await receiver(200);
  await ntfySender(new URL(url.replace("hook", "my-topic")), "tk")(notice, soon);
  const { topic, title, click } = JSON.parse(received[0]?.body ?? "");
  assert.deepEqual([topic, title, click], ["my-topic", notice.title, notice.link]);
  assert.equal(received[0]?.headers.authorization, "Bearer tk");
});

test("a program gets the notice on its standard input, without a shell and without the server's environment", async () => {
  const program = join(directory, "told");
  writeFileSync(program, `#!/bin/sh\n{ cat; env; echo "$1"; } > "${directory}/out"\n`);
  chmodSync(program, 0o755);
  process.env["NOTICE_TEST_SECRET"] = "hunter2";
  await commandSender([program, "$(id)"])(notice, soon);
  const out = readFileSync(join(directory, "out"), "utf8");
  assert.match(out, /"event":"approval.asked"/);
  assert.match(out, /^\$\(id\)$/m);
  assert.doesNotMatch(out, /hunter2/);
  await assert.rejects(commandSender(["/bin/false"])(notice, soon), /code 1/);
});

test("mail is sent with its text encoded, so that a name can't add a header or end the message", async () => {
  const lines: string[] = [];
  const port = await listening(
    createTcp((socket) => {
      let data = false;
      const answer = (line: string): string => {
        lines.push(line);
        if (data && line !== ".") return "";
        if (line === "." || line.startsWith("MAIL") || line.startsWith("RCPT")) data = false;
        if (line === "DATA") data = true;
        if (line.startsWith("EHLO")) return "250-hello\r\n250 AUTH PLAIN\r\n";
        if (line.startsWith("AUTH")) return "235 yes\r\n";
        if (line === "DATA") return "354 go on\r\n";
        return line === "QUIT" ? "221 bye\r\n" : "250 ok\r\n";
      };
      let text = "";
      socket.write("220 ready\r\n");
      socket.on("error", () => undefined);
      socket.on("data", (chunk) => {
        text += String(chunk);
        for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
          const reply = answer(text.slice(0, end));
          text = text.slice(end + 2);
          if (reply !== "") socket.write(reply);
        }
      });
    }),
  );
  const mail = {
    host: "127.0.0.1",
    port,
    tls: false,
    user: "me",
    password: "pw",
    from: "a@b.c",
    to: ["d@e.f", "g@h.i"],
  };
  await mailSender(mail)(notice, soon);
  assert.ok(lines.includes("RCPT TO:<g@h.i>") && lines.includes("."));
  assert.ok(lines.includes(`AUTH PLAIN ${Buffer.from("\0me\0pw").toString("base64")}`));
  assert.ok(!lines.some((line) => /^Bcc/i.test(line)));
  const body = lines.slice(lines.indexOf("") + 1, lines.indexOf(".")).join("");
  assert.match(Buffer.from(body, "base64").toString(), /container\.remove on web/);
});

test("what fails is tried again, in order, and does not hold up other places or whoever tells", async () => {
  const flaky = await receiver(500, 503, 200);
  const steady = await receiver(200);
  const alarms: string[] = [];
  const targets: NoticeTarget[] = [
    { name: "flaky", send: webhookSender(flaky.url, undefined) },
    { name: "steady", events: ["approval.*"], send: webhookSender(steady.url, undefined) },
    {
      name: "hangs",
      send: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("stopped")))),
    },
  ];
  const notices = openNotices({
    targets,
    base: () => "http://x",
    alarm: (message) => alarms.push(message),
    pauses: [1, 1, 1],
  });
  notices.tell("approval.asked", asked);
  notices.tell("freeze.created", { by: "ann", reason: "odd" });
  notices.tell("server.start", {});
  while (flaky.received.length < 4 || steady.received.length < 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await notices.close();
  assert.deepEqual(
    flaky.received.map(({ body }) => JSON.parse(body).event),
    ["approval.asked", "approval.asked", "approval.asked", "freeze.created"],
  );
  assert.equal(steady.received.length, 1);
  assert.deepEqual(alarms, []);
});

test("what can't be delivered is given up after some attempts, and said", async () => {
  const dead = await receiver(500);
  const alarms: string[] = [];
  const notices = openNotices({
    targets: [{ name: "dead", send: webhookSender(dead.url, undefined) }],
    base: () => "http://x",
    alarm: (message) => alarms.push(message),
    pauses: [1, 1],
  });
  notices.tell("approval.asked", asked);
  await notices.close();
  assert.equal(dead.received.length, 3);
  assert.deepEqual(alarms, ["A notice to dead was given up: it answered 500."]);
});
