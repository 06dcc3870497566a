/** The token in what a person pasted or in an address's fragment: `#token=…` within it, else the text itself. Null where there is none. */
export function tokenIn(text: string): string | null {
  const named = /[#&?]token=([^&#\s]+)/.exec(text);
  if (named?.[1]) return decoded(named[1]);
  const bare = text.trim();
  return /^[\w.~+/=-]{16,}$/.test(bare) ? bare : null;
}

/** The token in the address's fragment alone: a fragment without `token=` is none. */
export const tokenInFragment = (hash: string): string | null => (hash.includes('token=') ? tokenIn(hash) : null);

/** A broken escape is no token. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
