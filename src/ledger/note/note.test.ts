import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha256 } from '../stamp.ts';
import { toHex } from './base64.ts';
import { verifierOf } from './cosignature.ts';
import { parseVerifierKey, signatureTypes } from './key.ts';
import { nodePrimitives } from './keys.ts';
import { actor, refusal } from './note.spec-world.ts';
import { formatNote, largestNote, openNote, parseNote, signNote } from './note.ts';

const text = 'A line,\n\nand another: \u00e8, \u4f60\u597d, \ufeff.\n';
const peter = actor('PeterNeumann', signatureTypes.ed25519);
const enoch = actor('EnochRoot', signatureTypes.ed25519);
const line = (signed: string): string => signed.slice(signed.lastIndexOf('\n\n') + 2);
const peterLine = line(signNote(text, [peter.signer]));
const enochLine = line(signNote(text, [enoch.signer]));
const note = (...lines: string[]): string => `${text}\n${lines.join('')}`;
const names = (source: string, ...verifiers: (typeof peter)[]) => {
  const opened = openNote(
    source,
    verifiers.map(({ verifier }) => verifier),
  );
  return [opened.verified.map(({ key }) => key.name), opened.unknown.map(({ name }) => name)];
};

describe('the examples of c2sp.org/signed-note', () => {
  const vkey = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k';
  const signed =
    'This is an example message.\n\n\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n';
  const poem =
    'Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned \u00e8 subito sera.\n\n\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n';

  it('verify', () => {
    const verifier = verifierOf(parseVerifierKey(vkey, sha256), nodePrimitives);
    const opened = openNote(signed, [verifier]);
    assert.equal(opened.text, 'This is an example message.\n');
    assert.deepEqual(opened.verified, [{ key: verifier.key, time: null }]);
    assert.deepEqual(openNote(new TextEncoder().encode(signed), [verifier]), opened);
  });

  it('are read, text with an empty line in it too, and written again byte for byte', () => {
    const parsed = parseNote(poem);
    assert.ok(parsed.text.endsWith('sole:\n\ned \u00e8 subito sera.\n'));
    assert.deepEqual(
      parsed.signatures.map(({ name, keyId, signature }) => [name, toHex(keyId), signature.length]),
      [['quasimodo.example/salvatore', '367ba04b', 64]],
    );
    for (const it of [signed, poem]) assert.equal(formatNote(parseNote(it)), it);
  });
});

describe('reading a note', () => {
  const bytes = (before: number[], rest = note(peterLine)) => Buffer.concat([Buffer.from(before), Buffer.from(rest)]);
  const table: readonly [string, string | Uint8Array, string][] = [
    ['nothing', '', 'separator'],
    ['a text alone', 'text\n', 'separator'],
    ['a text and an empty line', 'text\n\n', 'separator'],
    ['no empty line', 'text\n'.concat(peterLine), 'separator'],
    ['no final newline', note(peterLine).slice(0, -1), 'separator'],
    ['an empty line after the signatures', `${note(peterLine)}\n`, 'separator'],
    ['an empty line between signatures, and then no signature', `${note(peterLine)}\nmore\n`, 'signature_line'],
    ['a control character', `\u0001${note(peterLine)}`, 'control'],
    ['a tab', `\t${note(peterLine)}`, 'control'],
    ['carriage returns', note(peterLine).replaceAll('\n', '\r\n'), 'control'],
    ['a carriage return in a signature', note(peterLine.replace('=\n', '\r=\n')), 'control'],
    ['NUL', note(peterLine.replace('Peter', '\0')), 'control'],
    ['a byte that is not UTF-8', bytes([0xff]), 'utf8'],
    ['an overlong form', bytes([0xc0, 0xaf]), 'utf8'],
    ['a surrogate in UTF-8', bytes([0xed, 0xa0, 0x80]), 'utf8'],
    ['half of a surrogate pair', `\ud800${note(peterLine)}`, 'utf8'],
    ['a hyphen for the dash', note(peterLine.replace('\u2014', '-')), 'signature_line'],
    ['no dash', note(peterLine.slice(2)), 'signature_line'],
    ['a name with a space', note(peterLine.replace('PeterNeumann', 'Bad Name')), 'signature_line'],
    ['a name with a no-break space', note(peterLine.replace('PeterNeumann', 'Bad\u00a0Name')), 'signature_line'],
    ['a name with a plus', note(peterLine.replace('PeterNeumann', 'Bad+Name')), 'signature_line'],
    ['no name', note(peterLine.replace('PeterNeumann', '')), 'signature_line'],
    ['no signature', note('\u2014 PeterNeumann\n'), 'signature_line'],
    ['an empty signature', note('\u2014 PeterNeumann \n'), 'signature_line'],
    ['a key id without a signature', note('\u2014 PeterNeumann x08gow==\n'), 'signature_line'],
    ['base64 without its padding', note(peterLine.replace('=', '')), 'signature_line'],
    ['base64 of URLs', note('\u2014 PeterNeumann x08g_-__\n'), 'signature_line'],
    ['bits after the last byte', note('\u2014 PeterNeumann x08goxF=\n'), 'signature_line'],
    ['a space after the signature', note(peterLine.replace('\n', ' \n')), 'signature_line'],
    ['a line that is no signature', note(peterLine, 'Unexpected line.\n'), 'signature_line'],
    ['101 signatures', note(peterLine.repeat(101)), 'too_many_signatures'],
    ['101 signatures of an unknown key', note(enochLine.repeat(101)), 'too_many_signatures'],
    ['a million lines', note('\u2014 a\n'.repeat(160_000)), 'too_many_signatures'],
    [
      'a megabyte and a byte',
      `${'x'.repeat(largestNote + 1 - Buffer.byteLength(note(peterLine)))}${note(peterLine)}`,
      'too_large',
    ],
    ['a megabyte of characters of three bytes', `${'\u4f60'.repeat(400_000)}${note(peterLine)}`, 'too_large'],
    ['bytes beyond the limit', new Uint8Array(largestNote + 1), 'too_large'],
  ];
  for (const [what, source, reason] of table) {
    it(`refuses ${what}`, () => {
      assert.throws(() => parseNote(source), refusal('ledger.note_invalid', { reason }));
      assert.throws(() => openNote(source, [peter.verifier]), refusal('ledger.note_invalid', { reason }));
    });
  }

  it('takes 100 signatures and a whole megabyte', () => {
    assert.equal(parseNote(note(peterLine.repeat(100))).signatures.length, 100);
    const whole = `${'x'.repeat(largestNote - Buffer.byteLength(note(peterLine)))}${note(peterLine)}`;
    assert.equal(parseNote(whole).text.length, whole.length - peterLine.length - 1);
  });

  it('keeps a byte order mark, which is signed like any other character', () => {
    const marked = signNote('\ufeffa\n', [peter.signer]);
    assert.equal(openNote(Buffer.from(marked), [peter.verifier]).text, '\ufeffa\n');
  });

  it('gives back what was written, for any text and signatures', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 60 }).map((it) => `${it.replaceAll(/\p{Cc}/gu, '\n')}\n`);
    const anyName = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((it) => !/[\p{White_Space}+\p{Cc}]/u.test(it));
    const anySignature = fc.record({
      name: anyName,
      keyId: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      signature: fc.uint8Array({ minLength: 1, maxLength: 80 }),
    });
    fc.assert(
      fc.property(anyText, fc.array(anySignature, { minLength: 1, maxLength: 16 }), (it, signatures) => {
        const written = formatNote({ text: it, signatures });
        assert.deepEqual(parseNote(written), { text: it, signatures: signatures.map((one) => ({ ...one })) });
        assert.deepEqual(parseNote(Buffer.from(written)), parseNote(written));
      }),
    );
  });

  it('of hostile text throws a note error and nothing else', () => {
    const piece = fc.constantFrom('\n', '\n\n', '\u2014 ', 'a ', 'AAAAAAAA', '=', '+', ' ', '\u2014 a AAAAAAA=\n');
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 12 }),
        (pieces) => {
          try {
            assert.equal(formatNote(parseNote(pieces.join(''))), pieces.join(''));
          } catch (error) {
            assert.ok(refusal('ledger.note_invalid')(error), String(error));
          }
        },
      ),
    );
  });
});

describe('writing a note', () => {
  const { signatures } = parseNote(note(peterLine));
  const [one] = signatures;
  assert.ok(one);
  const table: readonly [string, Parameters<typeof formatNote>[0]][] = [
    ['a text without its newline', { text: 'abc', signatures }],
    ['no signature', { text, signatures: [] }],
    ['101 signatures', { text, signatures: Array.from({ length: 101 }, () => one) }],
    ['a control character', { text: 'a\tb\n', signatures }],
    ['a bad name', { text, signatures: [{ ...one, name: 'a+b' }] }],
    ['a key id of 3 bytes', { text, signatures: [{ ...one, keyId: one.keyId.slice(1) }] }],
    ['an empty signature', { text, signatures: [{ ...one, signature: new Uint8Array() }] }],
  ];
  for (const [what, it_] of table) {
    it(`refuses ${what}`, () => assert.throws(() => formatNote(it_), refusal('ledger.note_invalid')));
  }

  it('lets a failing signer speak', () => {
    const failing = { key: peter.key, sign: () => assert.fail('surprise') };
    assert.throws(() => signNote(text, [failing]), /surprise/);
  });
});

describe('opening a note', () => {
  const both = note(peterLine, enochLine);

  it('tells known keys that signed from unknown ones', () => {
    assert.deepEqual(names(both, peter), [['PeterNeumann'], ['EnochRoot']]);
    assert.deepEqual(names(both, peter, enoch), [['PeterNeumann', 'EnochRoot'], []]);
    assert.equal(openNote(both, [peter.verifier]).text, text);
  });

  it('refuses a note that no known key signed', () => {
    const missing = refusal('ledger.signature_missing', { missing: 'known_key' });
    assert.throws(() => openNote(both, []), missing);
    assert.throws(() => names(note(enochLine), peter), missing);
  });

  it('refuses a wrong signature of a known key, however many right ones stand beside it', () => {
    const wrong = line(signNote('other\n', [peter.signer]));
    const invalid = refusal('ledger.signature_invalid', { name: 'PeterNeumann' });
    for (const lines of [[wrong], [wrong, enochLine], [enochLine, wrong], [wrong, peterLine]]) {
      assert.throws(() => names(note(...lines), peter, enoch), invalid);
    }
    const { name, keyId, signature } = parseNote(note(peterLine)).signatures[0] ?? assert.fail();
    for (const changed of [signature.slice(1), signature.slice(0, -1), Uint8Array.of(...signature, 0)]) {
      const it = formatNote({ text, signatures: [{ name, keyId, signature: changed }] });
      assert.throws(() => names(it, peter), invalid);
    }
  });

  it('counts a key once: its first line; unknown lines that repeat once too', () => {
    const wrong = line(signNote('other\n', [peter.signer]));
    assert.deepEqual(names(note(peterLine, peterLine, wrong), peter), [['PeterNeumann'], []]);
    const otherEnoch = line(signNote('other\n', [enoch.signer]));
    assert.deepEqual(names(note(peterLine, enochLine, enochLine, otherEnoch, enochLine), peter), [
      ['PeterNeumann'],
      ['EnochRoot', 'EnochRoot'],
    ]);
  });

  it('passes over lines that share a name or an id, but not both, with a known key', () => {
    const namesake = actor('PeterNeumann', signatureTypes.ed25519, 'another seed');
    const { signature } = parseNote(note(peterLine)).signatures[0] ?? assert.fail();
    const sameId = line(formatNote({ text, signatures: [{ name: 'Carmen', keyId: peter.key.keyId, signature }] }));
    const sameName = line(signNote(text, [namesake.signer]));
    assert.deepEqual(names(note(sameId, sameName, peterLine), peter), [['PeterNeumann'], ['Carmen', 'PeterNeumann']]);
    assert.throws(() => names(note(sameId, sameName), peter), refusal('ledger.signature_missing'));
  });
});

describe('two keys with one name and one 4-byte id', () => {
  // Found by trying 91,696 seeds: a real collision of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ key)[:4].
  const ours = actor('example.com/log', signatureTypes.ed25519, 'collide 41949');
  const theirs = actor('example.com/log', signatureTypes.ed25519, 'collide 91695');
  const signedBy = (...actors: (typeof ours)[]) =>
    signNote(
      text,
      actors.map(({ signer }) => signer),
    );

  it('do collide', () => {
    assert.equal(toHex(ours.key.keyId), '33e22bcb');
    assert.equal(toHex(theirs.key.keyId), '33e22bcb');
    assert.notDeepEqual(ours.key.publicKey, theirs.key.publicKey);
  });

  it('do not stand for one another: the other key gives a failed signature', () => {
    const invalid = refusal('ledger.signature_invalid');
    assert.throws(() => names(signedBy(theirs), ours), invalid);
    assert.throws(() => names(signedBy(theirs, ours), ours), invalid);
    assert.deepEqual(names(signedBy(ours), ours), [['example.com/log'], []]);
  });

  it('cannot both be known: a line would not say which of them signed', () => {
    const ambiguous = refusal('ledger.key_invalid', { reason: 'ambiguous', keyId: '33e22bcb' });
    assert.throws(() => names(signedBy(ours), ours, theirs), ambiguous);
    assert.deepEqual(names(note(peterLine), peter, ours, theirs), [['PeterNeumann'], []], 'unused, they do no harm');
    assert.deepEqual(names(signedBy(ours), ours, ours), [['example.com/log'], []], 'one key given twice is one key');
  });
});
