import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { startDind } from "../support/dind.ts";
import { engine, removeOwn } from "../support/engine.ts";
import { waitFor } from "../support/wait-for.ts";
import { buildProduct } from "./build-image.ts";

after(removeOwn);

test("docker compose up starts it as the start page says, and it manages the engine that it runs on", async () => {
  const built = await buildProduct();
  const { Id } = await engine<{ Id: string }>("GET", `/images/${built}/json`);
  const dind = await startDind({
    binds: [`${join(import.meta.dirname, "../../compose.yaml")}:/project/compose.yaml:ro`],
  });
  await dind.load(Id, "busybox:latest");
  await dind.run("docker", "tag", Id, "gnosis-docker:latest");
  const shell = (script: string): Promise<string> => dind.run("sh", "-c", `cd /project && ${script}`);

  await assert.rejects(shell("docker compose up -d --no-build"), /DOCKER_GID/, "the missing group is asked for");
  await shell("(umask 077; openssl rand -hex 32 > admin-token); chown 1000 admin-token");
  await shell('echo "DOCKER_GID=$(stat -c %g /var/run/docker.sock)" > .env');
  await shell("docker compose up -d --no-build");
  const cli = (command: string): Promise<string> =>
    shell(
      `docker exec -e GNOSIS_DOCKER_TOKEN_FILE=/run/secrets/gnosis_admin_token project-gnosis-docker-1 node /app/dist/gnosis-docker.js ${command}`,
    );
  await waitFor("the health check", async () =>
    (await shell("docker inspect -f '{{.State.Health.Status}}' project-gnosis-docker-1")).includes("healthy"),
  );
  await shell("docker run -d --name web busybox sh -c \"trap 'exit 0' TERM; while :; do sleep 3600 & wait; done\"");
  assert.match(await cli("container restart web"), /web/);
  assert.match(await cli("audit list"), /container\.restart/);
  await assert.rejects(cli("container stop project-gnosis-docker-1"), /PROTECTED|Protected/);
  await shell("docker compose stop");
  assert.match(await shell("docker inspect -f '{{.State.ExitCode}}' project-gnosis-docker-1"), /^0/);
});
