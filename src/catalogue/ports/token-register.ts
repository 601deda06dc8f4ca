/** A token as lists show it; never its text. */
export interface TokenView {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** Operation patterns; nothing else is allowed. */
  readonly operations?: readonly string[];
  /** A scope in the policy's own form. */
  readonly scope?: Readonly<Record<string, unknown>>;
  /** RFC 3339, as all moments here. */
  readonly created: string;
  /** Name of the token that made it, or `server`. */
  readonly createdBy: string;
  readonly expires?: string;
  /** To the minute. */
  readonly lastUsed?: string;
  readonly revoked?: string;
  readonly state: "live" | "expired" | "revoked";
}

/** What a new token is made from. */
export interface NewToken {
  /** Unique among live tokens. */
  readonly name: string;
  readonly role: string;
  readonly operations?: readonly string[];
  readonly scope?: Readonly<Record<string, unknown>>;
  /** Milliseconds from now; never when absent. */
  readonly expiresIn?: number;
  /** Name of the token that makes it. */
  readonly createdBy: string;
}

/** The tokens. Implemented by the guard. */
export interface TokenRegister {
  /** The text is given this once. Throws CONFLICT when a live token has that name. */
  readonly create: (token: NewToken) => { readonly token: TokenView; readonly text: string };
  /** Newest first; live ones only unless `all`. */
  readonly list: (query?: { readonly all?: boolean }) => readonly TokenView[];
  /** By id or name; at once. Throws TOKEN_NOT_FOUND, and CONFLICT for the last live admin token. */
  readonly revoke: (reference: string) => TokenView;
  /** A new text for the same token; the old one ends at once. Throws TOKEN_NOT_FOUND. */
  readonly rotate: (reference: string) => { readonly token: TokenView; readonly text: string };
  /** A one-time code that signs in as this token (id or name), good for so many milliseconds. Throws TOKEN_NOT_FOUND. */
  readonly link?: (reference: string, milliseconds: number) => string;
}
