/** What a reader chose, kept in this browser; a browser that keeps nothing is fine. */
export function readStored(name: string): string | null {
  try {
    return localStorage.getItem(`duheng.${name}`);
  } catch {
    return null;
  }
}

export function writeStored(name: string, value: string): void {
  try {
    localStorage.setItem(`duheng.${name}`, value);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}
