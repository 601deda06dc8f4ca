/**
 * Runs what makes style elements of its own: each gets the page's nonce, so that the content policy lets it through without allowing
 * any other. xterm makes all of its while it opens; its `documentOverride` does not reach the one of the scroll bar.
 */
export function withNoncedStyles(run: () => void): void {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
  const createElement = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions): HTMLElement => {
    const element = createElement(name, options);
    if (name.toLowerCase() === "style") element.nonce = nonce;
    return element;
  };
  try {
    run();
  } finally {
    Reflect.deleteProperty(document, "createElement");
  }
}
