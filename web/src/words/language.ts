export type Language = 'zh' | 'en';

/** The reader's language: what they chose, else the first that their browser names; Chinese for `zh…`, English for all others. */
export function chooseLanguage(chosen: string | null, preferred: readonly string[]): Language {
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return preferred[0]?.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
