import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { clear, reportOf, run } from '../report.spec-world.ts';
import { reportHtml } from './index.ts';

const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (it) => it !== undefined && existsSync(it),
);
const skip = executablePath === undefined ? 'no system Chromium' : false;

describe('the HTML report in a browser', { skip }, () => {
  let browser: Browser;
  let text = '';
  const noise: string[] = [];

  before(async () => {
    const reader = await run({ name: 'm', careless: 50, failing: 5 });
    text = reportHtml(await reportOf(reader, { practice: true }));
    await reader.close();
    await clear();
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
  });
  after(async () => browser?.close());

  async function open(width: number): Promise<Page> {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    page.on('console', (it) => noise.push(it.text()));
    page.on('dialog', (it) => noise.push(`dialog ${it.message()}`));
    page.on('request', (it) => noise.push(`request ${it.url()}`));
    await page.setContent(text);
    return page;
  }

  const overflows = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');

  it('asks for nothing, runs nothing and breaks no rule of its own policy', async () => {
    const page = await open(1100);
    assert.deepEqual(noise, []);
    assert.notEqual(await page.evaluate<string>('getComputedStyle(document.body).fontSize'), '16px');
    await page.close();
  });

  it('switches language without a script', async () => {
    const page = await open(1100);
    const [zh, en] = ['.zh', '.en'].map((it) => page.locator(`h2 ${it}`).first());
    assert.deepEqual([await zh?.isVisible(), await en?.isVisible()], [true, false]);
    await page.locator('#lang-en').check();
    assert.deepEqual([await zh?.isVisible(), await en?.isVisible()], [false, true]);
    await page.close();
  });

  it('fits a phone, a desktop and A4 paper, with table heads that repeat', async () => {
    for (const width of [390, 1100]) {
      const page = await open(width);
      assert.equal(await overflows(page), false, `${width}`);
      await page.close();
    }
    // A4 less its margins, in CSS pixels
    const page = await open(695);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await overflows(page), false, 'paper');
    const wide =
      "[...document.querySelectorAll('table')].filter((it) => it.getBoundingClientRect().right > innerWidth + 1).length";
    assert.equal(await page.evaluate<number>(wide), 0);
    assert.equal(
      await page.evaluate<string>("getComputedStyle(document.querySelector('thead')).display"),
      'table-header-group',
    );
    assert.equal(await page.locator('.switches').isVisible(), false);
    await page.close();
  });
});
