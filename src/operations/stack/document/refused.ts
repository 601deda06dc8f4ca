const swarm = "belongs to Swarm; take it out";
const files = "needs files beside the document, which has none here";
const copied = "is copied into containers as files, which is not done here wherever their text stands";

/** Fields of a service that Compose knows and a stack does not take: why, and what to do instead. */
export const refusedServiceFields: Readonly<Record<string, string>> = {
  build: "is not done here: build the image first (`image build`), and name it with `image`",
  configs: `${copied}: put the file into the image, or into a named volume with \`container upload\``,
  secrets: `${copied}: give the value as a variable beside the document, where it is masked`,
  env_file: `${files}: give the variables beside the document, and name them under \`environment\``,
  label_file: `${files}: write the labels under \`labels\``,
  extends: "is not followed: write the settings out, or share them with an anchor (`&name`, `<<: *name`)",
  develop: "is Docker Compose's own for watching files; take it out",
  attach: "is Docker Compose's own for its output; take it out",
  links: "is not needed: services find each other by name in a network of both",
  external_links: "is not taken: let both join a network that is `external`, and use an alias there",
  volumes_from: "is not taken: mount the same named volumes in both services",
  blkio_config: "is not taken; take it out",
  cpu_count: "is for Windows; write `cpus`",
  cpu_percent: "is for Windows; write `cpus`",
  cpu_rt_period: "is not taken; take it out",
  cpu_rt_runtime: "is not taken; take it out",
  credential_spec: "is for Windows; take it out",
  isolation: "is for Windows; take it out",
  gpus: "is not taken: make that container with `container create`",
  models: "is not taken; take it out",
  provider: "is not taken; take it out",
  post_start: "is not done: run it with `container exec`, or from the image's entry point",
  pre_stop: "is not done: handle the stop signal in the program",
  pull_refresh_after: "is not taken: say when images are fetched with `pull_policy`",
  use_api_socket: "is never given: it is the engine's socket",
};

/** The same within `deploy`. */
export const refusedDeployFields: Readonly<Record<string, string>> = {
  endpoint_mode: swarm,
  labels: "are those of a Swarm service; write `labels` of the service itself",
  placement: swarm,
  rollback_config: swarm,
  update_config: swarm,
};

/** The same at the top. */
export const refusedTopFields: Readonly<Record<string, string>> = {
  configs: refusedServiceFields["configs"] ?? "",
  secrets: refusedServiceFields["secrets"] ?? "",
  include: "is not followed: a stack is one document",
  models: "is not taken; take it out",
};
