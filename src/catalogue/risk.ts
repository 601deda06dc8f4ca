/** What an operation can do, from harmless to reaching past the container into the host. */
export const risks = ["read", "change", "destroy", "host"] as const;

/** `read` looks, `change` can be put right again, `destroy` loses something, `host` reaches into the host. */
export type Risk = (typeof risks)[number];
