/** The new container's name: it stands in the request's query, and containment judges it there. */
export const nameQuery = (input: { readonly name?: string | undefined }): Record<string, string> =>
  input.name === undefined ? {} : { name: input.name };
