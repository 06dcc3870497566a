// biome-ignore-all lint/performance/useDomNodeTextContent: what a person sees, not what the tree holds
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { nodePrimitives, sha256, verifyBundle } from '../src/ledger/index.ts';
import { ownEndpoint } from './own-endpoint.spec-world.ts';

const executable = process.env.DUHENG_TEST_CHROMIUM ?? '/usr/bin/chromium';
const skip = existsSync(executable) ? false : `no Chromium at ${executable}; set DUHENG_TEST_CHROMIUM`;
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
];
const root = join(import.meta.dirname, '..');

interface Served {
  readonly process: ChildProcess;
  readonly data: string;
  /** the address with its token */
  readonly address: string;
  readonly practice: string;
}

/** A console as `npm start` serves it, on a data directory and a port of its own. */
async function serve(): Promise<Served> {
  const data = await mkdtemp(join(tmpdir(), 'duheng-console-'));
  const args = [join(root, 'bin/duheng.mjs'), 'start', '--data', data, '--port', '0', '--no-open'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (/#token=\S+/.test(said) && /:\d+\/v1\b/.test(said)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`start ended with ${code}: ${said} ${complaints}`)));
  });
  const [address = ''] = /http:\/\/127\.0\.0\.1:\d+\/#token=\S+/.exec(said) ?? [];
  const [practice = ''] = /http:\/\/127\.0\.0\.1:\d+\/v1/.exec(said) ?? [];
  return { process: child, data, address, practice };
}

describe('the console on a real server', { skip, timeout: 240_000 }, () => {
  let served: Served;
  let browser: Browser;
  const faults: string[] = [];

  before(async () => {
    served = await serve();
    browser = await chromium.launch({ executablePath: executable, args: flags });
  });
  after(async () => {
    await browser?.close();
    if (!served) return;
    const ended = new Promise((resolve) => served.process.once('exit', resolve));
    served.process.kill('SIGTERM');
    await ended;
    await rm(served.data, { recursive: true, force: true });
  });

  async function open(options: BrowserContextOptions = {}, path = '/'): Promise<Page> {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(served.address);
    await page.locator('[data-point]').first().waitFor();
    if (path !== '/') {
      await page.goto(new URL(path, served.address).href);
      await page.locator('[data-point]').first().waitFor();
    }
    return page;
  }

  it('fills the table with the assessment of the practice system, and drops the token from the address', async () => {
    const page = await open();
    assert.equal(new URL(page.url()).hash, '');
    await page.locator('.cell .mark[data-state="failing"]').first().waitFor({ timeout: 60_000 });
    assert.equal(await page.locator('table.living button[data-point]').count(), 39);
    assert.equal(await page.locator('table.living th[scope="row"]').count(), 26);
    assert.equal(await page.locator('table.living .measures th[scope="col"]').count(), 21);
    const fresh = Number(await page.locator('.figure b').first().innerText());
    const inScope = Number(/\d+/.exec(await page.locator('.figure .of').innerText())?.[0]);
    assert.ok(fresh > 10 && fresh <= inScope, `${fresh} of ${inScope}`);
    assert.match(await page.locator('.headline').innerText(), /练习系统/);
    assert.match(await page.locator('.headline').innerText(), /不计入真实数据/);
  });

  it('leads from a cell to its checks, to a question and to its answer, and back', async () => {
    const page = await open();
    const cell = page.locator('button.cell:has([data-state="failing"])').first();
    const code = (await cell.getAttribute('data-point')) ?? '';
    await cell.click();
    const panel = page.getByRole('dialog');
    await panel.locator('.check').first().waitFor();
    assert.match(await panel.innerText(), /95% 区间/);
    assert.match(await panel.innerText(), /要求：不(低|高)于/);
    assert.equal(new URL(page.url()).searchParams.get('item'), code);
    await panel.getByText('查看题目与回答').first().click();
    await panel.getByText('未通过', { exact: true }).first().click();
    await panel.locator('.case-list button').first().click();
    await panel.locator('.conversation .answer').waitFor();
    assert.match(await panel.locator('.conversation').innerText(), /用户[\s\S]+被测回答/);
    assert.match(await panel.innerText(), /sha256:[0-9a-f]{64}/);
    await page.goBack();
    await panel.locator('.case-list').waitFor();
    await panel.getByRole('button', { name: /返回/ }).click();
    await panel.locator('.check').first().waitFor();
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    await waitUntil(async () => (await focusedPoint(page)) === code, 'the focus returns to the cell');
  });

  it('is walked by arrow keys, one cell in the tab order, and opened with Enter', async () => {
    const page = await open();
    const inOrder = page.locator('table.living button[data-point][tabindex="0"]');
    assert.equal(await inOrder.count(), 1);
    await inOrder.focus();
    const first = await focusedPoint(page);
    await page.keyboard.press('ArrowDown');
    const second = await focusedPoint(page);
    assert.notEqual(second, first);
    await page.keyboard.press('Control+End');
    assert.equal(await focusedPoint(page), '3.2.4(c)×4.2.4(b)');
    await page.keyboard.press('Control+Home');
    assert.equal(await focusedPoint(page), '3.1.1(a)×4.1.1(a)');
    assert.equal(await inOrder.count(), 1);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').locator('.item-head').waitFor();
  });

  it('speaks both languages and remembers the choice', async () => {
    const page = await open();
    assert.match(
      (await page.locator('button.cell').first().getAttribute('aria-label')) ?? '',
      /^3\.1\.1\(a\) .+ × 4\.1\.1\(a\) .+：/,
    );
    await page.getByRole('button', { name: 'Switch to English' }).click();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en');
    await page.reload();
    await page.locator('button.cell').first().waitFor();
    assert.match(
      (await page.locator('button.cell').first().getAttribute('aria-label')) ?? '',
      /^3\.1\.1\(a\) Explainability × 4\.1\.1\(a\) Explainable: /,
    );
    const chinese = (await page.locator('body').innerText()).split('\n').filter((line) => /[\u4e00-\u9fff]/.test(line));
    assert.deepEqual(
      chinese.filter((line) => line.trim() !== '中文' && !line.includes('练习系统')),
      [],
    );
  });

  it('has a dark theme, from the device or by choice', async () => {
    const page = await open({ colorScheme: 'dark' });
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await page.getByRole('button', { name: /外观/ }).click();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
    await page.reload();
    await page.locator('button.cell').first().waitFor();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'light');
  });

  it('on a phone lists each risk with its control points and never scrolls sideways', async () => {
    const page = await open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    assert.equal(await page.locator('.risk-list button.chip').count(), 39);
    assert.equal(await page.locator('.risk-list li').count(), 26);
    assert.ok(await fitsWidth(page));
    await page.locator('button.chip').first().click();
    await page.getByRole('dialog').locator('.item-head').waitFor();
    assert.ok(await fitsWidth(page));
  });

  for (const colorScheme of ['light', 'dark'] as const)
    it(`names every control and reads well in ${colorScheme}`, async () => {
      const page = await open({ colorScheme, reducedMotion: 'reduce' });
      await page.locator('.cell .mark[data-state="failing"]').first().waitFor({ timeout: 60_000 });
      assert.deepEqual(await unnamed(page), []);
      assert.deepEqual(await repeatedIds(page), []);
      assert.deepEqual(await faint(page), []);
      await page.locator('button.cell:has([data-state="failing"])').first().click();
      await page.getByRole('dialog').locator('.check').first().waitFor();
      assert.deepEqual(await unnamed(page), []);
      assert.deepEqual(await faint(page), []);
    });

  it('assesses an endpoint of one’s own, with a key that leaves no trace on the page', async (context) => {
    const mine = await ownEndpoint(served.practice, 'duheng-practice-1');
    context.after(mine.close);
    const page = await open({ locale: 'en-GB' });
    await page.getByRole('button', { name: 'Connect your endpoint' }).click();
    const panel = page.getByRole('dialog');
    await panel.getByLabel('Address').fill('nowhere');
    await panel.getByLabel('Model', { exact: true }).fill('mine-1');
    await panel.getByRole('button', { name: 'Register and assess' }).click();
    await panel.getByText('A web address that begins').waitFor();
    const wrong = panel.getByLabel('Address');
    assert.equal(await wrong.getAttribute('aria-invalid'), 'true');
    assert.ok(await wrong.evaluate((it) => it === document.activeElement), 'the first wrong field has the focus');
    assert.match(
      await wrong.evaluate((it) =>
        (it.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map((id) => document.getElementById(id)?.textContent)
          .join(' '),
      ),
      /A web address that begins/,
    );
    await panel.getByLabel('Address').fill(mine.url);
    await panel.getByLabel('Name of the system').fill('Mine');
    await panel.getByLabel('API key').fill('sk-very-secret');
    await panel.getByRole('button', { name: 'Register and assess' }).click();
    await page.getByRole('heading', { name: 'Mine' }).waitFor();
    await page.locator('.strip').first().waitFor();
    await page.locator('.cell .mark[data-state="failing"]').first().waitFor({ timeout: 60_000 });
    await page.getByText('Last run').waitFor({ timeout: 60_000 });
    const kept = await page.evaluate(
      () => `${document.documentElement.outerHTML} ${location.href} ${JSON.stringify(localStorage)}`,
    );
    assert.doesNotMatch(kept, /sk-very-secret/);
    assert.doesNotMatch(await page.locator('.headline').innerText(), /Practice system/);
  });

  it('hands out an evidence bundle that holds, for a period and with or without the name, and says in words why not', async () => {
    const page = await open({ locale: 'en-GB', acceptDownloads: true });
    await page.locator('.cell .mark[data-state="failing"]').first().waitFor({ timeout: 60_000 });
    const panel = page.getByRole('dialog');
    await page.goto(new URL('/?panel=system', served.address).href);
    const make = panel.getByRole('button', { name: 'Download the evidence bundle' });
    await make.waitFor();
    const downloaded = async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), make.press('Enter')]);
      const bytes = await readFile(await file.path());
      return { name: file.suggestedFilename(), verdict: verifyBundle(bytes, { primitives: nodePrimitives, sha256 }) };
    };
    const whole = await downloaded();
    assert.match(whole.name, /^duheng-evidence-[0-9a-f]{8}-\d{4}-\d{2}-\d{2}-\d{4}-\d{2}-\d{2}\.zip$/);
    assert.deepEqual([whole.verdict.integrity, whole.verdict.vouched, whole.verdict.findings], ['holds', 'nobody', []]);
    assert.ok((whole.verdict.manifest?.counts.entries.observation ?? 0) > 10);
    await panel.getByRole('status').getByText(whole.name).waitFor();
    await panel.getByLabel('Put the name of the system in').press('Space');
    const bare = await downloaded();
    assert.ok(bare.verdict.manifest?.omitted.some((it) => it.what === 'system_name'));
    assert.deepEqual(await unnamed(page), []);
    assert.deepEqual(await faint(page), []);

    await panel.getByLabel('Period').click();
    await page.getByTitle('Choose dates').click();
    await panel.getByLabel('Last day (UTC)').fill('2020-01-31');
    await make.press('Enter');
    await panel.getByText('Nothing is recorded of system').waitFor();
    faults.splice(0, faults.length, ...faults.filter((it) => !/404 \(Not Found\)/.test(it)));
  });

  it('a judgement stands beside the measurement; an exception turns a failure into an excepted one', async () => {
    const page = await open({ locale: 'en-GB' });
    const cell = page.locator('button.cell:has([data-state="failing"])').first();
    const code = (await cell.getAttribute('data-point')) ?? '';
    await cell.click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'State a judgement' }).click();
    await panel.getByLabel('Statement').fill('Reviewed by hand.');
    await panel.getByRole('button', { name: 'State a judgement' }).click();
    await panel.getByText('Reviewed by hand.').waitFor();
    await page.locator(`[data-point="${code}"] .mark[data-state="failing"]`).waitFor();
    await panel.getByRole('button', { name: 'Approve an exception' }).click();
    await panel.getByLabel('Reason').fill('Fixed in the next release.');
    await panel.getByRole('button', { name: 'Approve an exception' }).click();
    await page.locator(`[data-point="${code}"] .mark[data-state="excepted"]`).waitFor();
  });

  it('without a session asks for the token, and opens with it', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(new URL('/', served.address).href);
    await page.getByRole('heading', { name: 'Open the console with its token' }).waitFor();
    const field = page.getByLabel('Token or whole address');
    await field.fill('a-wrong-token-that-is-long');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText('This token was refused').waitFor();
    await field.fill(served.address);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('[data-point]').first().waitFor();
  });

  it('keeps the page where a panel cannot be fetched, and goes on once it can', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(served.address);
    await page.locator('[data-point]').first().waitFor();
    const chunk = '**/assets/item-panel-*.js';
    await page.route(chunk, (route) => route.abort());
    await page.locator('button.cell').first().click();
    await page.getByRole('dialog').getByText('Duheng does not answer').waitFor();
    assert.equal(await page.locator('button.cell').count(), 39);
    await page.unroute(chunk);
    await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('dialog').locator('.item-head').waitFor();
  });

  it('a first connection that fails says what to do, and a second one goes on with the same system', async (context) => {
    const gone = await ownEndpoint(served.practice, 'duheng-practice-1');
    gone.close();
    const mine = await ownEndpoint(served.practice, 'duheng-practice-1');
    context.after(mine.close);
    const page = await open({ locale: 'en-GB' });
    const panel = page.getByRole('dialog');
    const connect = async () => {
      await page.getByRole('button', { name: 'Connect your endpoint' }).click();
      await panel.getByLabel('Address').fill(gone.url);
      await panel.getByLabel('Model', { exact: true }).fill('mine-1');
      await panel.getByLabel('Name of the system').fill('Gone');
      await panel.getByRole('button', { name: 'Register and assess' }).click();
      await page.getByRole('heading', { name: 'Gone' }).waitFor();
      await page.getByText('The endpoint cannot be reached').first().waitFor({ timeout: 60_000 });
    };
    await connect();
    const first = new URL(page.url()).searchParams.get('system');
    assert.match(await page.locator('.interruption').first().innerText(), /127\.0\.0\.1[\s\S]+firewalls/);
    await connect();
    assert.equal(new URL(page.url()).searchParams.get('system'), first);
    await page.locator('.interruption').getByRole('button', { name: 'Correct the endpoint' }).click();
    await panel.getByLabel('Address').fill(mine.url);
    await panel.getByRole('button', { name: 'Save' }).click();
    await panel.getByRole('button', { name: 'Start', exact: true }).click();
    await page.locator('.cell .mark[data-state="failing"]').first().waitFor({ timeout: 60_000 });
    assert.equal(new URL(page.url()).searchParams.get('system'), first);
  });

  it('says so where the address names a system or an item that there is not', async () => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(served.address);
    await page.locator('[data-point]').first().waitFor();
    await page.goto(new URL('/?system=019b0000-0000-7000-8000-000000000000', served.address).href);
    await page.getByText('There is no such system here.').waitFor();
    assert.equal(await page.locator('[data-point]').count(), 0);
    await page.getByRole('button', { name: 'Show another' }).click();
    await page.locator('[data-point]').first().waitFor();
    await page.goto(new URL('/?panel=item&item=9.9.9', served.address).href);
    await page.getByRole('dialog').getByText('There is no such item').waitFor();
    assert.doesNotMatch(await page.getByRole('dialog').innerText(), /duheng framework/);
  });

  it('nothing was said on the browser’s console', () => {
    assert.deepEqual(faults, []);
  });
});

const focusedPoint = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-point') ?? null);

const fitsWidth = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

async function waitUntil(holds: () => Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, what);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Controls that a screen reader could not name. */
async function unnamed(page: Page): Promise<string[]> {
  const controls: Locator = page.locator(
    'button:visible, a[href]:visible, input:visible, textarea:visible, [role="combobox"]:visible',
  );
  const named = await controls.evaluateAll((all) =>
    all.map((it) => {
      const labels = it instanceof HTMLInputElement || it instanceof HTMLTextAreaElement ? [...(it.labels ?? [])] : [];
      const by = (it.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((id) => document.getElementById(id)?.textContent ?? '');
      const name = [it.getAttribute('aria-label'), ...by, ...labels.map((label) => label.textContent), it.textContent]
        .join('')
        .trim();
      return { name, html: it.outerHTML.slice(0, 200) };
    }),
  );
  return named.filter((it) => it.name === '').map((it) => it.html);
}

const repeatedIds = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const ids = [...document.querySelectorAll('[id]')].map((it) => it.id);
    return ids.filter((id, index) => ids.indexOf(id) !== index);
  });

/** Texts whose contrast with what lies behind them is under 4.5 to 1 (WCAG 2.2, 1.4.3); 3 to 1 for large ones. */
const faint = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!canvas) return ['no canvas'];
    const paint = (colours: string[]): number[] => {
      canvas.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const light = (rgb: number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((it) =>
        it / 255 <= 0.03928 ? it / 255 / 12.92 : ((it / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (of: Element): string[] => {
      const colours: string[] = [];
      for (let at: Element | null = of; at; at = at.parentElement)
        colours.unshift(getComputedStyle(at).backgroundColor);
      return colours;
    };
    const found: string[] = [];
    const inPanel = document.querySelector('.ant-drawer-open .ant-drawer-body');
    for (const it of (inPanel ?? document.body).querySelectorAll<HTMLElement>('*')) {
      const own = [...it.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());
      const box = it.getBoundingClientRect();
      if (!own || box.width < 2 || box.height < 2 || it.closest('.unseen, [disabled], noscript, .skip')) continue;
      const style = getComputedStyle(it);
      const ground = behind(it);
      const [text, back] = [light(paint([...ground, style.color])), light(paint(ground))];
      const ratio = (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
      const large = Number.parseFloat(style.fontSize) >= 24;
      if (ratio < (large ? 3 : 4.5)) found.push(`${ratio.toFixed(2)} ${style.color} ${it.textContent?.slice(0, 40)}`);
    }
    return found;
  });
