import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { html, raw } from 'hono/html';
import { type PublicLogKey, type PublishedLog, publicKeysOf } from '../../ledger/index.ts';

const words = {
  zh: {
    lang: 'zh-CN',
    title: '账本公钥',
    about:
      '度衡把每条证据记入只增账本，并用下列密钥为账本的检查点签名：Ed25519 与 ML-DSA-44（抗量子）各一，两者都成立才算数。每本账本有自己的密钥；前一本账本的最后一条记录为后一本的密钥作保。',
    pin: '请现在就把公钥文本（vkey）抄存下来，日后用它核验。本页与账本出自同一台机器：请另经一条途径（当面、电话、书面文件、他人的存档）核对指纹，否则换掉账本的人也能换掉本页。',
    how: '核验',
    log: '账本',
    now: '当前',
    closed: '已关闭',
    retired: '记录已于此日删除，只留哈希',
    algorithm: '算法',
    from: '自',
    until: '至',
    open: '仍在使用',
    signsNoMore: '账本已关闭，不再签名',
    fingerprint: '公钥文本的 SHA-256',
    vkey: '公钥文本（vkey）',
    json: '机器可读',
    other: ['English', 'en'],
  },
  en: {
    lang: 'en',
    title: 'Public keys of the ledger',
    about:
      'Duheng records every piece of evidence in append-only logs and signs their checkpoints with the keys below: one of Ed25519 and one of ML-DSA-44 (post-quantum); both signatures must hold. Each log has keys of its own; the last leaf of a log vouches for the keys of the next.',
    pin: 'Note the key texts (vkeys) down now and verify with them later. This page comes from the same machine as the ledger: compare the fingerprints by another way as well (in person, by telephone, on paper, with what somebody else has kept), or whoever swaps the ledger can swap this page too.',
    how: 'Verify',
    log: 'log',
    now: 'present',
    closed: 'closed',
    retired: 'entries deleted, only hashes remain, since',
    algorithm: 'algorithm',
    from: 'from',
    until: 'until',
    open: 'in use',
    signsNoMore: 'the log is closed and signs nothing any more',
    fingerprint: 'SHA-256 of the key text',
    vkey: 'key text (vkey)',
    json: 'for machines',
    other: ['中文', 'zh'],
  },
} as const;

type Words = (typeof words)['zh'] | (typeof words)['en'];

const style = `body{font:16px/1.6 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1c1b19;background:#faf9f6;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2.5rem}h2 small{font-weight:normal}
.pin{border-left:4px solid #1c1b19;padding-left:1rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;border-top:1px solid #cfccc4;padding-top:.8rem}
dt{color:#5b5851}dd{margin:0;overflow-wrap:anywhere}code,pre{font:13px/1.5 ui-monospace,monospace}pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media(max-width:40rem){dl{grid-template-columns:1fr}}`;

/** Nothing but this one style sheet: no script, no image, no frame, nothing from elsewhere. */
const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The public keys of every log for people to read, in the language of `?lang` or of the browser. */
export async function keyPage(context: Context, logs: readonly PublishedLog[]): Promise<Response> {
  const say = words[languageOf(context)];
  const newestFirst = [...logs].reverse();
  const body = await html`<!doctype html>
<html lang="${say.lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${say.title}</title><style>${raw(style)}</style></head>
<body>
<p><a href="?lang=${say.other[1]}" lang="${say.other[1]}">${say.other[0]}</a></p>
<h1>${say.title}</h1>
<p>${say.about}</p>
<p class="pin">${say.pin}</p>
<p>${say.how}: <code>duheng ledger verify http://${context.req.header('host') ?? '127.0.0.1'}/ledger --key … --key …</code></p>
${newestFirst.map((it) => logSection(it, say))}
</body>
</html>
`;
  return new Response(String(body), {
    headers: {
      ...{ 'content-type': 'text/html; charset=utf-8', 'content-language': say.lang, vary: 'Accept-Language' },
      ...{ 'content-security-policy': policy, 'cache-control': 'no-cache', 'x-frame-options': 'DENY' },
    },
  });
}

function logSection({ log, keys }: PublishedLog, say: Words) {
  const state =
    log.retired === null ? (log.closed ? say.closed : say.now) : `${say.retired} ${log.retired.retiredAt.slice(0, 10)}`;
  return html`<section>
<h2>${say.log} ${log.number}: <code>${log.origin}</code> <small>(${state})</small></h2>
<p>${say.json}: <a href="/ledger/${log.name}/keys">/ledger/${log.name}/keys</a></p>
${publicKeysOf(keys).map((it) => keyList(it, log.closed || log.retired !== null ? say.signsNoMore : say.open, say))}
</section>
`;
}

const algorithms = { ed25519: 'Ed25519', ml_dsa_44: 'ML-DSA-44' } as const;

/** A key; `state` is what is said of one that has no end. */
function keyList({ vkey, algorithm, from, until }: PublicLogKey, state: string, say: Words) {
  const fingerprint = createHash('sha256')
    .update(vkey)
    .digest('hex')
    .replace(/(.{8})(?=.)/g, '$1 ');
  return html`<dl>
<dt>${say.algorithm}</dt><dd>${algorithms[algorithm]}</dd>
<dt>${say.from}</dt><dd>${from}</dd>
<dt>${say.until}</dt><dd>${until ?? state}</dd>
<dt>${say.fingerprint}</dt><dd><code>${fingerprint}</code></dd>
<dt>${say.vkey}</dt><dd><pre>${vkey}</pre></dd>
</dl>
`;
}

/** `?lang` before what the browser prefers among the two that there are (RFC 9110 §12.5.4), else English. */
function languageOf(context: Context): 'zh' | 'en' {
  const asked = context.req.query('lang');
  if (asked === 'zh' || asked === 'en') return asked;
  const weights = { zh: 0, en: 0 };
  for (const range of (context.req.header('accept-language') ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = range.trim().toLowerCase().split(';');
    const language = tag.split('-')[0];
    const weight = Number(parameters.map((it) => /^\s*q=([\d.]+)\s*$/.exec(it)?.[1]).find((it) => it) ?? 1);
    if (language === 'zh' || language === 'en') weights[language] = Math.max(weights[language], weight || 0);
  }
  return weights.zh > weights.en ? 'zh' : 'en';
}
