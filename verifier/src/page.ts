import { config } from 'zod';
import {
  type BundleVerdict,
  bundleLimits,
  keyFaultText,
  type Language,
  LedgerError,
  type PinTexts,
  type ReportItem,
  reportOf,
  type State,
  verifyWords,
} from '../../src/ledger/pure.ts';
import { type PageWords, pageWords } from './page-words.ts';
import { verify } from './verify.ts';

// The page's policy forbids making code of text, which Zod would otherwise try.
config({ jitless: true });

const marks: Readonly<Record<State, string>> = { good: '✓', bad: '✗', unsure: '?' };

/** The one element of an id and a kind; the page is built with all of them. */
function part<T extends Element>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(id);
  return found;
}

function element(name: string, className: string, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

/** Colour says nothing that the mark does not say too. */
function mark(state: State): HTMLElement {
  const made = element('span', `mark ${state}`, marks[state]);
  made.setAttribute('aria-hidden', 'true');
  return made;
}

function itemNode({ text, place = '', state }: ReportItem): HTMLElement {
  const where = place === '' ? [] : [element('code', '', place), ' '];
  return element('li', state ?? '', ...(state === undefined ? [] : [mark(state)]), ...where, element('span', '', text));
}

function resultNodes(verdict: BundleVerdict, language: Language): Node[] {
  const { state, headline, meaning, caveat, sections } = reportOf(verdict, language);
  const texts = caveat === null ? [meaning] : [meaning, caveat];
  const head = element(
    'div',
    `verdict ${state}`,
    mark(state),
    element('div', '', element('h2', '', headline), ...texts.map((it) => element('p', '', it))),
  );
  return [
    head,
    ...sections.map(({ title, items }) =>
      element('section', '', element('h3', '', title), element('ul', '', ...items.map(itemNode))),
    ),
  ];
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((it) => it.trim())
    .filter((it) => it !== '');

/** Connects the page. What it knows (language, file, last verdict) lives here. */
function startPage(): void {
  const form = document.querySelector('form');
  const drop = document.querySelector('.drop');
  const input = part('bundle', HTMLInputElement);
  const quorum = part('quorum', HTMLInputElement);
  const result = part('result', HTMLElement);
  const progress = part('progress', HTMLElement);
  let language: Language = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  let file: File | null = null;
  let verdict: BundleVerdict | null = null;
  let turn = 0;

  const say = (): PageWords => pageWords[language];
  const pins = (): PinTexts => ({
    keys: linesOf(part('keys', HTMLTextAreaElement).value),
    witnesses: linesOf(part('witnesses', HTMLTextAreaElement).value),
    quorum: quorum.value === '' ? undefined : Number(quorum.value),
    require: part('require', HTMLSelectElement).value === 'any' ? 'any' : 'both',
  });

  function showWords(): void {
    const words: Readonly<Record<string, unknown>> = say();
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
    document.title = `${say().title} · 度衡 Duheng`;
    for (const it of document.querySelectorAll<HTMLElement>('[data-text]')) {
      const text = words[it.dataset.text ?? ''];
      if (typeof text === 'string') it.textContent = text;
    }
    for (const it of document.querySelectorAll<HTMLElement>('[data-language]'))
      it.setAttribute('aria-pressed', String(it.dataset.language === language));
    if (file !== null) part('chosen', HTMLElement).textContent = say().file(file.name, file.size);
    if (verdict !== null) result.replaceChildren(...resultNodes(verdict, language));
  }

  function complain(text: string): void {
    verdict = null;
    result.hidden = true;
    progress.className = 'fault';
    progress.textContent = text;
  }

  async function bytesOf(chosen: File): Promise<Uint8Array | null> {
    try {
      return new Uint8Array(await chosen.arrayBuffer());
    } catch {
      return null;
    }
  }

  async function check(): Promise<void> {
    turn += 1;
    const mine = turn;
    if (file === null) return complain(say().noFile);
    if (file.size > bundleLimits.zip) return complain(say().tooLarge);
    progress.className = '';
    progress.textContent = say().working;
    const zip = await bytesOf(file);
    if (zip === null) return complain(say().unreadable);
    const onProgress = async ({ step, done }: { readonly step: string; readonly done: number }) => {
      progress.textContent = verifyWords[language].progress(step, done);
      await new Promise((resolve) => setTimeout(resolve));
    };
    try {
      const answer = await verify(zip, { ...pins(), language, onProgress });
      // Another file may have been chosen meanwhile: its verdict is the one to show.
      if (mine !== turn) return;
      verdict = answer.verdict;
      progress.textContent = '';
      result.hidden = false;
      result.replaceChildren(...resultNodes(verdict, language));
      result.focus();
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
      if (mine === turn) complain(keyFaultText(error, language));
    }
  }

  function choose(chosen: File | undefined): void {
    if (chosen === undefined) return;
    file = chosen;
    part('chosen', HTMLElement).textContent = say().file(chosen.name, chosen.size);
    void check();
  }

  input.addEventListener('change', () => choose(input.files?.[0]));
  form?.addEventListener('submit', (event) => {
    event.preventDefault();
    void check();
  });
  // A file that misses the field by a little must not make the browser leave the page.
  for (const kind of ['dragover', 'drop'] as const) document.addEventListener(kind, (event) => event.preventDefault());
  document.addEventListener('dragover', () => drop?.classList.add('over'));
  document.addEventListener('dragleave', () => drop?.classList.remove('over'));
  document.addEventListener('drop', (event) => {
    drop?.classList.remove('over');
    choose(event.dataTransfer?.files[0]);
  });
  for (const it of document.querySelectorAll<HTMLElement>('[data-language]'))
    it.addEventListener('click', () => {
      language = it.dataset.language === 'zh' ? 'zh' : 'en';
      showWords();
    });
  showWords();
}

startPage();
