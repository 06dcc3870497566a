/** Words for one code: what happened and what to do, with `{param}` where a parameter of the error goes. */
export interface ProblemText {
  readonly zh: string;
  readonly en: string;
  readonly action: { readonly zh: string; readonly en: string };
  readonly http: number;
  /** see `docs/exit-codes.md` */
  readonly exit: number;
}

/** One row: [zh, en, action zh, action en, HTTP status, exit code]. */
export type Row = readonly [string, string, string, string, number, number];

export function textsOf<Code extends string>(rows: Readonly<Record<Code, Row>>): Readonly<Record<Code, ProblemText>> {
  const texts: Partial<Record<Code, ProblemText>> = {};
  for (const code of Object.keys(rows) as Code[]) {
    const [zh, en, actionZh, actionEn, http, exit] = rows[code];
    texts[code] = { zh, en, action: { zh: actionZh, en: actionEn }, http, exit };
  }
  return texts as Readonly<Record<Code, ProblemText>>;
}
