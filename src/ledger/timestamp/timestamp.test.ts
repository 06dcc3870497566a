import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LedgerError } from '../error.ts';
import { loopback } from '../ledger.spec-world.ts';
import { refusal } from '../note/note.spec-world.ts';
import { sha256 } from '../stamp.ts';
import { askAuthority } from './authority.ts';
import { checkAuthority, readCertificates } from './authority-certificate.ts';
import { nonceFrom, type TimestampQuestion, timestampRequest } from './request.ts';
import { type AuthorityOptions, opensslAbsent, type TestAuthority, testAuthority } from './timestamp.spec-world.ts';
import { largestReply } from './token.ts';
import { verifyTimestamp } from './verify.ts';

const data = Buffer.from('what is stamped\n');
const imprint = sha256(data);
const asking = { fetch, random: randomBytes, patienceMs: 60_000 };
const invalid = (reason: string) => refusal('ledger.timestamp_invalid', { reason });

const question = (): TimestampQuestion & { readonly nonce: Uint8Array } => ({ imprint, nonce: nonceFrom(randomBytes) });
const caOf = async (authority: TestAuthority) => readCertificates(await readFile(authority.ca));

describe('a time stamp of RFC 3161', { skip: opensslAbsent }, () => {
  const closing: (() => unknown)[] = [];
  const world = { after: (it: unknown) => void closing.unshift(it as () => unknown) };
  let authority: TestAuthority;
  before(async () => {
    authority = await testAuthority(world);
  });
  after(async () => {
    for (const it of closing) await it();
  });

  const kinds: readonly (readonly [string, AuthorityOptions])[] = [
    ['RSA', {}],
    ['RSA, SHA-512 in the signature', { settings: 'signer_digest=sha512' }],
    ['ECDSA P-256', { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'] }],
    [
      'ECDSA P-384, SHA-384',
      { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-384'], settings: 'signer_digest=sha384' },
    ],
    ['RSA, the certificate named by SHA-1 as RFC 2634 does', { settings: 'ess_cert_id_alg=sha1' }],
    ['RSA under an intermediate CA', { intermediate: true }],
  ];
  for (const [what, options] of kinds) {
    it(`by openssl with ${what} holds, and openssl holds what we ask and get to be good`, async (t) => {
      const made = await testAuthority(t, options);
      const asked = await askAuthority(made.url, imprint, asking);
      const found = await verifyTimestamp(asked.reply, asked.question, await caOf(made));
      assert.equal(found.chain, 'checked');
      assert.deepEqual([found.policy, found.serial, found.authority], ['1.2.3.4.1', '02', 'O=Duheng test, CN=tsa']);
      assert.ok(Math.abs(Date.parse(found.time) - Date.now()) < 600_000, found.time);
      assert.equal((await verifyTimestamp(asked.reply, asked.question, null)).chain, 'not_checked');
      await writeFile(join(made.directory, 'kept.tsr'), asked.reply);
      await writeFile(join(made.directory, 'data'), data);
      await writeFile(join(made.directory, 'asked.tsq'), timestampRequest(asked.question));
      const chain = ['-CAfile', 'root.pem', '-untrusted', 'chain.pem'];
      for (const of of [
        ['-data', 'data'],
        ['-queryfile', 'asked.tsq'],
      ]) {
        const { status, text } = made.run('ts', '-verify', '-in', 'kept.tsr', ...of, ...chain);
        assert.equal(status, 0, text);
      }
      const query = made.run('ts', '-query', '-in', 'asked.tsq', '-text');
      assert.match(query.text, /Hash Algorithm: sha256[\s\S]*Certificate required: yes/);
    });
  }

  it('of something else, of another question, by another CA of the same name: refused', async (t) => {
    const asked = question();
    const reply = authority.reply(timestampRequest(asked));
    const ca = await caOf(authority);
    await verifyTimestamp(reply, asked, ca);
    await assert.rejects(
      verifyTimestamp(reply, { ...asked, imprint: sha256(Buffer.from('else')) }, ca),
      invalid('imprint'),
    );
    await assert.rejects(verifyTimestamp(reply, question(), ca), invalid('nonce'));
    await assert.rejects(
      verifyTimestamp(authority.reply(timestampRequest({ imprint, nonce: null })), asked, ca),
      invalid('nonce'),
    );
    const twin = await testAuthority(t);
    await assert.rejects(verifyTimestamp(reply, asked, await caOf(twin)), invalid('chain'));
    await assert.rejects(verifyTimestamp(twin.reply(timestampRequest(asked)), asked, ca), invalid('chain'));
    await assert.rejects(verifyTimestamp(reply, asked, []), invalid('chain'));
  });

  const usages = ['timeStamping', 'critical,timeStamping,codeSigning', 'critical,codeSigning', ''];
  it('by a certificate that is not for time stamps alone, critically: refused', async (t) => {
    const asked = question();
    for (const usage of usages) {
      const made = await testAuthority(t, { usage });
      assert.throws(() => made.reply(timestampRequest(asked)), /openssl ts/, 'openssl itself will not stamp with it');
      const [der] = readCertificates(await readFile(join(made.directory, 'tsa.pem')));
      assert.ok(der);
      assert.throws(() => checkAuthority(der, new Date()), invalid('key_usage'), usage);
    }
    const [good] = readCertificates(await readFile(join(authority.directory, 'tsa.pem')));
    assert.ok(good);
    checkAuthority(good, new Date());
    for (const days of [-2, 40]) {
      const then = new Date(Date.now() + days * 86_400_000);
      assert.throws(() => checkAuthority(good, then), invalid('expired'));
    }
    const reply = authority.reply(timestampRequest(asked));
    await verifyTimestamp(reply, asked, await caOf(authority));
  });

  it('that the authority refuses says so, with its words', async (t) => {
    const made = await testAuthority(t, { settings: 'digests=sha512' });
    const asked = question();
    await assert.rejects(
      verifyTimestamp(made.reply(timestampRequest(asked)), asked, null),
      refusal('ledger.timestamp_refused', { reason: 'status_2' }),
    );
  });

  it('with any byte changed holds no more, or says what it said; nothing but our own error comes out', async (t) => {
    const asked = question();
    const reply = authority.reply(timestampRequest(asked));
    const ca = await caOf(authority);
    const whole = await verifyTimestamp(reply, asked, ca);
    const survived: number[] = [];
    for (let at = 0; at < reply.length; at += 1) {
      const changed = Uint8Array.from(reply);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      try {
        assert.deepEqual(await verifyTimestamp(changed, asked, ca), whole, `byte ${at}`);
        survived.push(at);
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
      }
    }
    // What is not under the signature: versions, how the signer is named outside, the CA certificate that came along. What is: the signature
    // itself, which stands last, and the content.
    assert.ok(survived.length < reply.length / 2, `${survived.length} of ${reply.length}`);
    assert.deepEqual(
      survived.filter((at) => at >= reply.length - 256),
      [],
    );
    const stamped = reply.indexOf(imprint);
    assert.deepEqual(
      survived.filter((at) => at >= stamped && at < stamped + imprint.length),
      [],
    );
    const changedAt = (at: number) => Uint8Array.from(reply).fill((reply[at] ?? 0) ^ 1, at, at + 1);
    await assert.rejects(verifyTimestamp(changedAt(reply.length - 1), asked, ca), invalid('signature'));
    const policy = reply.indexOf(Buffer.from([0x06, 0x04, 0x2a, 0x03, 0x04, 0x01])) + 5;
    assert.ok(policy > 5);
    await assert.rejects(verifyTimestamp(changedAt(policy), asked, ca), invalid('digest'));
    // The time that the signer states among the signed attributes: an attribute that nothing else is compared with.
    const signingTime =
      reply.lastIndexOf(Buffer.from([0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05])) + 20;
    await assert.rejects(verifyTimestamp(changedAt(signingTime), asked, ca), invalid('signature'));
    t.diagnostic(`${survived.length} of ${reply.length} bytes are outside of what is verified`);
  });

  it('cut short, with something behind it, too large, or rubbish: refused', async () => {
    const asked = question();
    const reply = authority.reply(timestampRequest(asked));
    for (let length = 0; length < reply.length; length += 7)
      await assert.rejects(verifyTimestamp(reply.subarray(0, length), asked, null), LedgerError, `${length}`);
    await assert.rejects(verifyTimestamp(Buffer.concat([reply, Buffer.alloc(1)]), asked, null), invalid('form'));
    await assert.rejects(verifyTimestamp(Buffer.alloc(largestReply + 1), asked, null), invalid('too_large'));
    for (let round = 0; round < 300; round += 1)
      await assert.rejects(verifyTimestamp(randomBytes(round * 3), asked, null), LedgerError, 'random bytes');
  });
});

describe('asking an authority', () => {
  const refused: readonly (readonly [string, RequestListener, string])[] = [
    ['hangs', () => {}, 'slow'],
    ['hangs up', (request) => void request.socket.destroy(), 'unreachable'],
    ['fails', (_, response) => void response.writeHead(500).end(), 'http_500'],
    [
      'answers without end',
      (_, response) => {
        const more = () => {
          while (response.write(Buffer.alloc(16_384)));
        };
        response.on('drain', more);
        more();
      },
      'too_large',
    ],
  ];
  for (const [what, answer, reason] of refused) {
    it(`that ${what}: a clear error`, async (t) => {
      const url = await loopback(t, answer);
      const patienceMs = reason === 'slow' ? 50 : 60_000;
      await assert.rejects(
        askAuthority(url, imprint, { ...asking, patienceMs }),
        refusal('ledger.timestamp_refused', { reason }),
      );
    });
  }

  it('a nonce is a positive integer that comes back byte for byte, whatever the bytes', () => {
    for (const byte of [0, 0x3f, 0x7f, 0x80, 0xff]) {
      const nonce = nonceFrom((length) => new Uint8Array(length).fill(byte));
      assert.equal(nonce.length, 16);
      assert.equal((nonce[0] ?? 0) >> 6, 1);
    }
  });

  it('a file that holds no certificate is refused', () => {
    for (const file of ['', 'rubbish', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])
      assert.throws(
        () => readCertificates(Buffer.from(file)),
        refusal('ledger.timestamp_invalid', { reason: 'ca_file' }),
      );
  });
});
