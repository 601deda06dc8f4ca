import { z } from "zod";

/** A name for a new container: one that can't be mistaken for an id, since ids are tried first. */
export const containerName = z
  .string()
  .min(2)
  .max(253)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/u, "must be letters, digits, '_', '.' or '-', beginning with a letter or digit")
  .refine((name) => !/^(?:[0-9a-f]{12}|[0-9a-f]{64})$/u.test(name), "must not look like an id")
  .describe("Letters, digits, `_`, `.` and `-`; must not look like an id.");

/** An image reference as a user writes it. */
export const imageReference = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[\w][\w./:@-]*$/u, "must be an image reference such as alpine:3.22")
  .describe("An image: `name`, `name:tag`, `name@sha256:…`, its id or an unambiguous prefix of it.");

/** A repository name without tag. */
export const repository = z
  .string()
  .min(1)
  .max(400)
  .regex(/^[a-z0-9][\w./:-]*$/u, "must be a repository name in lower case, such as team/web")
  .refine((name) => !name.slice(name.lastIndexOf("/") + 1).includes(":"), "must have no tag; give it as `tag`")
  .describe("Repository name in lower case, with its registry where it has one: `registry:5000/team/web`.");

/** A tag without its repository. */
export const tagName = z
  .string()
  .regex(/^\w[\w.-]{0,127}$/u, "must be a tag: at most 128 letters, digits, '_', '.' and '-'")
  .describe("Tag; `latest` when absent.");

/** A name for a new volume. */
export const volumeName = z
  .string()
  .min(2)
  .max(255)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/u, "must be letters, digits, '_', '.' or '-', beginning with a letter or digit")
  .describe("Letters, digits, `_`, `.` and `-`; a long random one when absent.");
