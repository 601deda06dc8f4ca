/** The label that says which token made an object; only the server writes it. */
export const ownerLabel = "gnosis-docker.owner";
