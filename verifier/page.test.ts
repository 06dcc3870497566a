// biome-ignore-all lint/performance/useDomNodeTextContent: what a person sees, not what the tree holds
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Made, madeBundle, pack, withFile } from '../src/ledger/evidence-bundle/evidence-bundle.spec-world.ts';

const executable = process.env.DUHENG_TEST_CHROMIUM ?? '/usr/bin/chromium';
const file = join(import.meta.dirname, 'dist', 'duheng-verify.html');
const skip = !existsSync(executable)
  ? `no Chromium at ${executable}; set DUHENG_TEST_CHROMIUM`
  : existsSync(file)
    ? false
    : `${file} is not built; node bin/duheng.mjs --set-up builds it`;
const args = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

describe('the page of the verifier, opened from a file and without a network', { skip, timeout: 120_000 }, () => {
  let browser: Browser;
  let made: Made;
  let forged: Uint8Array;
  /** what the browser complained of, and what the page tried to load */
  const faults: string[] = [];

  before(async () => {
    browser = await chromium.launch({ executablePath: executable, args });
    made = await madeBundle();
    forged = pack(withFile(made, 'logs/1/entries.jsonl', (text) => text.replace('"fail"', '"pass"')));
  });
  after(() => browser?.close());

  async function open(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ locale: 'en-GB', offline: true, ...options });
    const page = await context.newPage();
    page.on('console', (message) => void faults.push(message.text()));
    page.on('pageerror', (error) => void faults.push(error.message));
    page.on('request', (request) => {
      if (request.url() !== pathToFileURL(file).href) faults.push(request.url());
    });
    await page.goto(pathToFileURL(file).href);
    return page;
  }

  async function choose(page: Page, zip: Uint8Array): Promise<void> {
    const chosen = { name: 'bundle.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) };
    await page.locator('#bundle').setInputFiles(chosen);
  }

  /** As a hand does it: a file over the page, let go. */
  async function drop(page: Page, zip: Uint8Array): Promise<void> {
    const dataTransfer = await page.evaluateHandle((base64) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([bytes], 'dropped.zip', { type: 'application/zip' }));
      return transfer;
    }, Buffer.from(zip).toString('base64'));
    await page.dispatchEvent('.drop', 'drop', { dataTransfer });
  }

  const headline = (page: Page): Promise<string> => page.locator('#result h2').innerText();

  it('says that nobody vouches where no key is given', async () => {
    const page = await open();
    await drop(page, made.zip);
    assert.equal(await headline(page), 'The bundle agrees with itself, but nobody vouches for it');
    assert.match(await page.locator('#result').innerText(), /could have rewritten all of this and signed it anew/);
    assert.match(await page.locator('#chosen').innerText(), /^dropped\.zip \([\d,]+ bytes\)$/);
  });

  it('says who vouches once the keys are given', async () => {
    const page = await open();
    await page.locator('#keys').fill(made.vkeys.join('\n\n'));
    await page.locator('#witnesses').fill(made.witnesses.join('\n'));
    await page.locator('#quorum').fill('2');
    await choose(page, made.zip);
    assert.equal(await headline(page), 'The bundle holds');
    assert.match(await page.locator('#result').innerText(), /witnesses: 2 of 3 signed \(2 asked for\): w1, w2/);
  });

  it('names the faulty row of a bundle that was tampered with', async () => {
    const page = await open();
    await drop(page, forged);
    assert.match(await headline(page), /^The bundle does not hold: \d faults$/);
    assert.equal(await page.locator('#result code').first().innerText(), 'logs/1/entries.jsonl:4');
  });

  it('says what is wrong with a key, and takes the right one', async () => {
    const page = await open();
    await page.locator('#keys').fill('nonsense');
    await choose(page, made.zip);
    await page.getByText('not a vkey').waitFor();
    assert.ok(await page.locator('#result').isHidden());
    await page.locator('#keys').fill(made.vkeys.join('\n'));
    await page.getByRole('button', { name: 'Verify' }).click();
    assert.equal(await headline(page), 'The bundle holds');
  });

  it('asks for a file where none was chosen, and takes no zip for one', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Verify' }).click();
    await page.getByText('Choose a file of a bundle first').waitFor();
    await choose(page, new TextEncoder().encode('no zip at all'));
    assert.match(await headline(page), /^The bundle does not hold/);
  });

  it('speaks the reader’s language, and changes it with the verdict', async () => {
    const page = await open({ locale: 'zh-CN' });
    await choose(page, made.zip);
    assert.equal(await headline(page), '证据包自身一致，但无人作保');
    assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
    await page.getByRole('button', { name: 'English' }).click();
    assert.equal(await headline(page), 'The bundle agrees with itself, but nobody vouches for it');
    assert.equal(await page.title(), 'Verify an evidence bundle · 度衡 Duheng');
  });

  it('is used without a mouse: every field has a name, and the verdict takes the focus', async () => {
    const page = await open();
    const unnamed = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLInputElement>('input, select, textarea')]
        .filter((it) => [...(it.labels ?? [])].every((label) => (label.textContent ?? '').trim() === ''))
        .map((it) => it.id),
    );
    assert.deepEqual(unnamed, []);
    await choose(page, made.zip);
    await page.locator('#result h2').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'result');
    assert.equal(await page.locator('#result').getAttribute('aria-live'), 'polite');
  });

  it('fits a telephone, light and dark, with contrast for every state', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open({ viewport: { width: 360, height: 740 }, colorScheme });
      for (const [zip, state] of [
        [made.zip, 'unsure'],
        [forged, 'bad'],
      ] as const) {
        await choose(page, zip);
        await page.locator(`.verdict.${state}`).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
        assert.ok((await contrast(page, `.verdict.${state} .mark`)) >= 4.5);
      }
      assert.ok((await contrast(page, '.lead')) >= 4.5);
    }
  });

  it('asked nobody for anything, and the browser had nothing to complain of', () => {
    assert.deepEqual(faults, []);
  });
});

/** WCAG 2 contrast of a text against the nearest ground that has a colour. */
function contrast(page: Page, selector: string): Promise<number> {
  return page
    .locator(selector)
    .first()
    .evaluate((text) => {
      const luminance = (colour: string): number => {
        const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((it) => {
          const part = Number(it) / 255;
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      let ground: Element | null = text;
      while (ground?.parentElement && getComputedStyle(ground).backgroundColor === 'rgba(0, 0, 0, 0)')
        ground = ground.parentElement;
      const [a, b] = [getComputedStyle(text).color, ground === null ? '' : getComputedStyle(ground).backgroundColor]
        .map(luminance)
        .sort((left, right) => right - left);
      return ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05);
    });
}
