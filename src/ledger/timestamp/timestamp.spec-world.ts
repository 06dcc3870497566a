import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { freshDirectory, loopback } from '../ledger.spec-world.ts';

const openssl = ['/usr/bin/openssl', 'openssl'].find((it) => spawnSync(it, ['version']).status === 0);
export const opensslAbsent: string | false = openssl === undefined ? 'openssl is absent' : false;

/** A time stamping authority of the test's own: openssl behind a loopback server, with a CA of its own. */
export interface TestAuthority {
  readonly directory: string;
  readonly url: string;
  /** PEM file of the root certificate */
  readonly ca: string;
  /** What it answers to a request, as openssl makes it. */
  reply(request: Uint8Array): Buffer;
  run(...args: string[]): { readonly status: number | null; readonly text: string };
}

export interface AuthorityOptions {
  /** arguments of `openssl genpkey` for the authority's key */
  readonly key?: readonly string[];
  readonly usage?: string;
  /** lines of the configuration of `openssl ts` */
  readonly settings?: string;
  /** the certificate is issued by an intermediate CA, which comes with the token */
  readonly intermediate?: boolean;
}

const rsa = ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048'];
const caExtensions =
  'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n';

export async function testAuthority(
  t: Pick<TestContext, 'after'>,
  options: AuthorityOptions = {},
): Promise<TestAuthority> {
  const { key = rsa, usage = 'critical,timeStamping', settings = '', intermediate = false } = options;
  const directory = await freshDirectory(t as TestContext);
  const at = (name: string) => join(directory, name);
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(openssl ?? '', args, { cwd: directory });
    return { status, text: `${stdout}${stderr}` };
  };
  const must = (...args: string[]) => {
    const { status, text } = run(...args);
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${text}`);
  };
  const issue = (name: string, issuer: string | null, keyArguments: readonly string[], extensions: string) => {
    writeFileSync(at(`${name}.ext`), extensions);
    must('genpkey', ...keyArguments, '-out', `${name}.key`);
    must('req', '-new', '-key', `${name}.key`, '-subj', `/O=Duheng test/CN=${name}`, '-out', `${name}.csr`);
    const signing =
      issuer === null
        ? ['-signkey', `${name}.key`]
        : ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
    must(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...signing,
      '-days',
      '30',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  issue('root', null, rsa, caExtensions);
  if (intermediate) issue('between', 'root', rsa, caExtensions);
  const usages = usage === '' ? '' : `extendedKeyUsage=${usage}\n`;
  issue(
    'tsa',
    intermediate ? 'between' : 'root',
    key,
    `basicConstraints=CA:FALSE\nkeyUsage=critical,digitalSignature\n${usages}`,
  );
  writeFileSync(at('chain.pem'), intermediate ? readFileSync(at('between.pem')) : readFileSync(at('root.pem')));
  writeFileSync(at('serial'), '01\n');
  writeFileSync(
    at('ts.cnf'),
    `[tsa]\ndefault_tsa=it\n[it]\nserial=${at('serial')}\nsigner_cert=${at('tsa.pem')}\nsigner_key=${at('tsa.key')}\ncerts=${at('chain.pem')}\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha512\nsigner_digest=sha256\ness_cert_id_alg=sha256\n${settings}\n`,
  );
  const reply = (request: Uint8Array): Buffer => {
    writeFileSync(at('request.tsq'), request);
    must('ts', '-reply', '-config', 'ts.cnf', '-queryfile', 'request.tsq', '-out', 'reply.tsr');
    return readFileSync(at('reply.tsr'));
  };
  const url = await loopback(t, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked = request.headers['content-type'] === 'application/timestamp-query';
    response.writeHead(asked ? 200 : 415, { 'content-type': 'application/timestamp-reply' });
    response.end(asked ? reply(Buffer.concat(chunks)) : '');
  });
  return { directory, url, ca: at('root.pem'), reply, run };
}
