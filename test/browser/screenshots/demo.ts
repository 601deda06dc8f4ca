import type { TestServer } from "../../support/server.ts";
import { client, type Client } from "../../support/client.ts";
import type { Dind } from "../../support/dind.ts";

/** What the pictures show: a shop, its helpers, an agent that worked on them and one that asks. */
export interface Demo {
  /** A container with a long history. */
  readonly web: string;
  /** One that ended badly. */
  readonly broken: string;
  readonly session: string;
}

/** A log like a web shop's. */
const webLog = `i=0; trap 'exit 0' TERM; while :; do i=$((i+1));
echo "{\\"level\\":\\"info\\",\\"msg\\":\\"GET /cart\\",\\"status\\":200,\\"ms\\":$((i*7%90))}";
[ $((i%9)) = 0 ] && echo "WARN slow query: 812 ms (orders by customer)" >&2;
[ $((i%23)) = 0 ] && echo "ERROR payment provider timed out after 30 s" >&2;
head -c 300000 /dev/zero | md5sum >/dev/null; sleep 0.7; done`;
const idle = "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done";
const busy = "trap 'exit 0' TERM; while :; do head -c 9000000 /dev/zero | md5sum >/dev/null; sleep 0.4; done";

const images = ["shop/web:1.4", "shop/worker:1.4", "postgres:17", "redis:8", "grafana/grafana:12", "prom/prometheus:3"];

async function must(
  call: Client,
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<any> {
  const answer = await call(method, path, body, headers);
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.text}`);
  return answer.body;
}

async function runOne(call: Client, name: string, image: string, command: string, more: object = {}): Promise<string> {
  const { container } = await must(call, "POST", "/api/containers/run", {
    name,
    image,
    command: ["sh", "-c", command],
    ...more,
  });
  return container.id as string;
}

/** Fills an engine of its own with the demo, by calls of the server alone. */
export async function makeDemo(server: TestServer, dind: Dind): Promise<Demo> {
  const admin = server.call;
  await dind.load("busybox:latest");
  for (const image of images) {
    const [repository, tag] = image.split(":");
    await must(admin, "POST", "/api/images/busybox:latest/tag", { repository, tag });
  }
  const token = async (name: string, role: string): Promise<Client> => {
    const { text } = await must(admin, "POST", "/api/tokens", { name, role });
    return client(server.url, text);
  };
  const bot = await token("build-bot", "supervised");
  const observer = await token("observer", "viewer");
  const session = "nightly-deploy";
  const agent = { "x-gnosis-session": session, "user-agent": "claude-code/2.1" };
  const shop = { labels: { "com.docker.compose.project": "shop" } };
  for (const name of ["shop_front", "shop_back"]) await must(admin, "POST", "/api/networks", { name });
  await must(admin, "POST", "/api/networks", { name: "vault", internal: true });
  await must(admin, "POST", "/api/volumes", { name: "shop_db-data", ...shop });
  await must(admin, "POST", "/api/volumes", { name: "old-uploads" });
  const db = { ...shop, network: "shop_back", volumes: ["shop_db-data:/data"] };
  const dbId = await runOne(
    admin,
    "shop-db-1",
    "postgres:17",
    `head -c 30000000 /dev/urandom >/data/base; ${idle}`,
    db,
  );
  const more = { REDIS_PASSWORD: "correct horse" };
  await runOne(admin, "shop-cache-1", "redis:8", idle, { ...shop, network: "shop_back", env: more });
  const web = await runOne(admin, "shop-web-1", "shop/web:1.4", webLog, {
    ...shop,
    network: "shop_front",
    ports: { "80/tcp": 8080 },
    memory: "64MiB",
    env: { LOG_LEVEL: "info", API_KEY: "sk-live-0123456789" },
  });
  await must(admin, "POST", `/api/networks/shop_back/connect`, { container: web });
  const blog = (tag: string, memory: string): string => `services:
  web:
    image: shop/web:${tag}
    command: sh -c "trap 'exit 0' TERM; while :; do echo GET /posts 200; sleep 2; done"
    environment: { DB_PASSWORD: "\${DB_PASSWORD}", LOG_LEVEL: info }
    depends_on: { db: { condition: service_healthy } }
    mem_limit: ${memory}
  db:
    image: postgres:17
    command: sh -c "trap 'exit 0' TERM; echo ready to accept connections; while :; do sleep 1; done"
    healthcheck: { test: "true", interval: 1s }
    volumes: [ "posts:/var/lib/postgresql/data" ]
volumes:
  posts:
`;
  const env = { DB_PASSWORD: "correct horse" };
  await must(admin, "PUT", "/api/stacks/blog", { document: blog("1.4", "64m"), env, reason: "First version" });
  await must(admin, "POST", "/api/stacks/blog/up", {});
  await must(admin, "PUT", "/api/stacks/blog", { document: blog("1.4", "128m"), env, reason: "More memory" });
  await runOne(admin, "shop-worker-1", "shop/worker:1.4", busy, { ...shop, network: "shop_back" });
  const watch = { labels: { "com.docker.compose.project": "monitoring" } };
  await runOne(admin, "grafana", "grafana/grafana:12", idle, {
    ...watch,
    network: "shop_front",
    ports: { "3000/tcp": 3000 },
  });
  await runOne(admin, "prometheus", "prom/prometheus:3", idle, {
    ...watch,
    network: "shop_back",
    healthcheck: { test: ["CMD", "false"], interval: "1s", retries: 1 },
  });
  await runOne(admin, "secrets", "busybox:latest", idle, { network: "vault" });
  const broken = await runOne(
    admin,
    "importer",
    "shop/worker:1.4",
    "echo reading orders.csv; x=$(head -c 60000000 /dev/zero | tr '\\0' x); echo $x",
    {
      ...shop,
      memory: "16MiB",
      labels: { ...shop.labels, "gnosis-docker.keep-logs": "true" },
    },
  );
  await runOne(admin, "old-report", "busybox:latest", "echo done", {});

  const asAgent = (method: string, path: string, body?: unknown) => bot(method, path, body, agent);
  await asAgent("GET", "/api/containers?all=true");
  await asAgent("GET", `/api/containers/${web}/logs?tail=50`);
  await asAgent("POST", `/api/containers/${web}/update`, { memory: "96MiB" });
  await asAgent("POST", `/api/containers/${web}/restart`, { timeout: "1s" });
  await asAgent("POST", "/api/containers/shop-cache-1/pause");
  await asAgent("POST", "/api/containers/shop-cache-1/unpause");
  await asAgent("DELETE", `/api/containers/${dbId}?force=true&volumes=true`);
  await asAgent("POST", "/api/tokens", { name: "mine", role: "admin" });
  await observer("POST", "/api/containers/grafana/stop");
  await must(admin, "DELETE", "/api/containers/old-report");
  return { web, broken, session };
}
