/** A token as lists show it. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly created: string;
  readonly expires?: string | null;
  readonly last_used?: string | null;
  readonly state: string;
}
