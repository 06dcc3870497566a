import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { chromium } from 'playwright-core';
import { madeBundle } from '../../ledger/evidence-bundle/evidence-bundle.spec-world.ts';
import { problemTable } from '../problems/index.ts';
import { frontOf, listen } from './http.ts';

const dist = join(import.meta.dirname, '../../../verifier/dist');
const executable = process.env.DUHENG_TEST_CHROMIUM ?? '/usr/bin/chromium';
const absent = existsSync(dist) ? false : `${dist} is not built; node bin/duheng.mjs --set-up builds it`;
const noBrowser = existsSync(executable) ? false : `no Chromium at ${executable}; set DUHENG_TEST_CHROMIUM`;

/** The surface before the rooms are open: whoever verifies needs none of them, and no token. */
const front = (): Hono =>
  frontOf(Promise.resolve(new Hono()), { consoleDirectory: join(dist, 'absent'), problems: problemTable });

describe('the verifier, served', { skip: absent }, () => {
  const files: readonly [string, string, RegExp][] = [
    ['/verify', 'duheng-verify.html', /^text\/html/],
    ['/verify/duheng-verify.mjs', 'duheng-verify.mjs', /^text\/javascript/],
  ];
  for (const [path, file, type] of files) {
    it(`${path} is the built ${file}, for everybody`, async () => {
      const response = await front().request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-type') ?? '', type);
      assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'.*frame-ancestors 'none'/);
      assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
      assert.equal(await response.text(), await readFile(join(dist, file), 'utf8'));
    });
  }

  it('nothing else lies below it', async () => {
    const response = await front().request('http://127.0.0.1/verify/other.mjs', { headers: { host: '127.0.0.1' } });
    assert.equal(response.status, 404);
  });

  it('the page works under the server’s policy as well', { skip: noBrowser }, async (t) => {
    const server = await listen(front(), 0);
    t.after(() => server.close());
    const browser = await chromium.launch({ executablePath: executable, args: ['--headless', '--no-sandbox'] });
    t.after(() => browser.close());
    const page = await browser.newPage({ locale: 'en-GB' });
    const faults: string[] = [];
    page.on('console', (message) => void faults.push(message.text()));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/verify`);
    const { zip } = await madeBundle();
    await page
      .locator('#bundle')
      .setInputFiles({ name: 'b.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
    const headline = await page.locator('#result h2').textContent();
    assert.equal(headline, 'The bundle agrees with itself, but nobody vouches for it');
    // A browser asks every host for its icon, and the front has no console here to give one.
    assert.deepEqual(
      faults.filter((it) => !/Failed to load resource/.test(it)),
      [],
    );
  });
});
