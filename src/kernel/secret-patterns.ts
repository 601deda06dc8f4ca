/** One shape that secrets have in free text. The part called `secret` is hidden; all of the match when there is none. */
interface Pattern {
  /** What must be there for the pattern to be tried: text, or a word that is found quickly. */
  readonly hint: string | RegExp;
  readonly expression: RegExp;
}

const pattern = (hint: string | RegExp, expression: RegExp): Pattern => ({ hint, expression });

/** Stands in every name that the last two patterns know. */
const secretWord = /passw|passphrase|secret|token|key/i;

// Every quantifier is bounded or runs over one class that its follower is not in, so that no text makes these slow.
const patterns: readonly Pattern[] = [
  pattern(
    "PRIVATE KEY",
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[^-]{0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  ),
  pattern("gnosis_", /\bgnosis_[a-z0-9]{4,32}_[A-Za-z0-9]{16,128}/g),
  pattern("eyJ", /\beyJ[\w-]{8,4096}\.[\w-]{4,8192}\.[\w-]{0,4096}/g),
  pattern("://", /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/?#]{0,256}:(?<secret>[^\s@/?#]{1,512})@/gi),
  pattern(/A[KSBC][IC]A/, /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g),
  pattern(/gh[pousr]_/, /\bgh[pousr]_[A-Za-z0-9]{30,255}/g),
  pattern("github_pat_", /\bgithub_pat_\w{22,255}/g),
  pattern("glpat-", /\bglpat-[\w-]{20,128}/g),
  pattern("xox", /\bxox[abeoprs]-[\w-]{10,255}/g),
  pattern("_live_", /\b[rs]k_live_[A-Za-z0-9]{16,255}/g),
  pattern("dckr_", /\bdckr_[a-z]{3}_[\w-]{20,255}/g),
  pattern("npm_", /\bnpm_[A-Za-z0-9]{30,255}/g),
  pattern("AIza", /\bAIza[\w-]{35}/g),
  pattern("sk-", /\bsk-[\w-]{20,255}/g),
  pattern("hf_", /\bhf_[A-Za-z0-9]{30,255}/g),
  pattern("SWMTKN-", /\bSWMTKN-\d-[a-z0-9]{20,80}-[a-z0-9]{20,40}/g),
  pattern("hvs.", /\bhvs\.[\w-]{20,255}/g),
  pattern("earer ", /\b[Bb]earer +(?<secret>[\w.~+/=-]{8,4096})/g),
  pattern("asic ", /\b[Bb]asic +(?<secret>[A-Za-z0-9+/]{8,4096}={0,2})/g),
  // NAME=value and --name value, as commands have them.
  pattern(
    secretWord,
    /(?<![\w-])-{0,2}[\w.-]{0,64}?(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)[\w.-]{0,32}=(?<secret>"[^"]{1,1024}"|'[^']{1,1024}'|[^\s"';&|]{1,1024})/gi,
  ),
  pattern(
    secretWord,
    /(?<![\w-])--[\w-]{0,64}?(?:password|passwd|passphrase|secret|token|api-?key) {1,4}(?<secret>"[^"]{1,1024}"|'[^']{1,1024}'|[^\s"';&|-][^\s"';&|]{0,1024})/gi,
  ),
];

/** Finds in one pass whether any pattern is worth a try: in most lines of a log none is. */
const anyHint = new RegExp(
  [
    ...new Set(
      patterns.map(({ hint }) =>
        typeof hint === "string"
          ? hint.replaceAll(/[.:/-]/g, String.raw`\$&`)
          : hint.ignoreCase
            ? caseless(hint.source)
            : hint.source,
      ),
    ),
  ].join("|"),
);

/** The same expression for both cases of its letters, so that it can stand beside others that tell them apart. */
function caseless(source: string): string {
  return source.replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** Free text with everything that looks like a secret replaced by what `mask` makes of it. */
export function maskPatterns(text: string, mask: (secret: string) => string): string {
  if (text.length < 8) return text;
  if (!anyHint.test(text)) return text;
  let masked = text;
  for (const { hint, expression } of patterns) {
    if (typeof hint === "string" ? !masked.includes(hint) : !hint.test(masked)) continue;
    masked = masked.replace(expression, (match: string, ...rest: unknown[]) => {
      const named = rest.at(-1) as { secret?: string } | string | undefined;
      const secret = typeof named === "object" ? named.secret : undefined;
      if (secret === undefined) return mask(match);
      const bare = /^["'].*["']$/s.test(secret) ? secret.slice(1, -1) : secret;
      const start = match.lastIndexOf(bare);
      return bare === "" || isMasked(bare)
        ? match
        : match.slice(0, start) + mask(bare) + match.slice(start + bare.length);
    });
  }
  return masked;
}

/** An earlier pattern's work must not be masked again by a later one: the HMAC of an HMAC finds nothing. */
function isMasked(text: string): boolean {
  return text === "[masked]" || /^hmac:[0-9a-f]{8}:[0-9a-f]{64}$/.test(text);
}
