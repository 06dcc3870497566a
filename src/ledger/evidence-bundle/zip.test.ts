import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { unzipSync, zipSync } from 'fflate';
import { sha256 } from '../stamp.ts';
import { readContents } from './contents.ts';
import { crc32 } from './crc32.ts';
import { contentOf, faultsOf, type Made, madeBundle, verdictFor } from './evidence-bundle.spec-world.ts';
import { type Finding, Findings } from './finding.ts';
import { type BundleFile, readZip, writeZip } from './zip.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (path: string, text = path): BundleFile => ({ path, bytes: bytes(text) });

/** What the first step of a verification finds, which every verification begins with: the zip, the manifest, the files against it. */
function structureFaults(zip: Uint8Array): readonly Finding[] {
  const findings = new Findings();
  for (const _ of readContents(zip, sha256, findings));
  return findings.list;
}

function flipped(whole: Uint8Array, at: number): Uint8Array {
  const changed = whole.slice();
  changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
  return changed;
}

/** The bytes with a little-endian number written over them. */
function patched(whole: Uint8Array, at: number, value: number, width: 2 | 4): Uint8Array {
  const changed = whole.slice();
  for (let byte = 0; byte < width; byte += 1) changed[at + byte] = (value >>> (8 * byte)) & 255;
  return changed;
}

const directoryOf = (zip: Uint8Array): number => new DataView(zip.buffer).getUint32(zip.length - 6, true);

describe('the zip of an evidence bundle', () => {
  it('is one that others read', () => {
    const files = [file('manifest.json', '{}'), file('logs/1/checkpoint', 'x'.repeat(100_000)), file('empty', '')];
    const read = unzipSync(writeZip(files));
    for (const { path, bytes: content } of files) assert.deepEqual(read[path], content);
  });

  it('CRC-32 of the check word is that of the catalogue', () => {
    assert.equal(crc32(bytes('123456789')), 0xcbf43926);
    assert.equal(crc32(new Uint8Array()), 0);
  });

  it('files that are stored are read as well', () => {
    const read = readZip(stored({ a: bytes('stored') }));
    assert.deepEqual(read.faults, []);
    assert.deepEqual(read.files.get('a'), bytes('stored'));
  });

  const good = writeZip([file('a'), file('b')]);
  const central = directoryOf(good);
  const hostile: readonly [string, () => Uint8Array, string][] = [
    ['nothing', () => new Uint8Array(), 'zip_form'],
    ['no zip', () => bytes('this is no zip but longer than an end record'), 'zip_form'],
    ['one cut off', () => good.subarray(0, good.length - 1), 'zip_form'],
    ['bytes behind the end', () => Uint8Array.from([...good, 0]), 'zip_form'],
    ['bytes before the start', () => Uint8Array.from([0, ...good]), 'zip_form'],
    ['the same path twice', () => writeZip([file('a'), file('a', 'other')]), 'path_repeated'],
    ['a path that climbs', () => writeZip([file('../a')]), 'path_unsafe'],
    ['a path that climbs inside', () => writeZip([file('a/../../b')]), 'path_unsafe'],
    ['an absolute path', () => writeZip([file('/etc/passwd')]), 'path_unsafe'],
    ['a drive', () => writeZip([file('C:/a')]), 'path_unsafe'],
    ['a backslash', () => writeZip([file('a\\b')]), 'path_unsafe'],
    ['a folder', () => writeZip([file('a/')]), 'path_unsafe'],
    ['a newline in a path', () => writeZip([file('a\nb')]), 'path_unsafe'],
    ['a path that is not ASCII', () => writeZip([file('\u00e9')]), 'path_unsafe'],
    ['no path', () => writeZip([file('', 'x')]), 'path_unsafe'],
    ['encryption', () => patched(good, central + 8, 1, 2), 'zip_encrypted'],
    ['bzip2', () => patched(good, central + 10, 12, 2), 'zip_method'],
    ['a comment', () => zipSync({ a: [bytes('a'), { comment: 'hidden' }] }), 'zip_form'],
    ['an extra field', () => zipSync({ a: [bytes('a'), { extra: { 1: bytes('hidden') } }] }), 'zip_form'],
    ['a symbolic link', () => zipSync({ a: [bytes('/etc'), { os: 3, attrs: 0o120777 << 16 }] }), 'zip_form'],
    ['two names for one file', () => patched(good, central + 42 + 47, 0, 4), 'zip_form'],
    ['a size above a file’s limit', () => patched(good, central + 24, 65 * 1024 * 1024, 4), 'zip_form'],
    ['a size that is too small', () => sized(good, 0), 'data_damaged'],
    ['a size that is too large', () => sized(good, 100), 'data_damaged'],
  ];
  for (const [what, zip, code] of hostile) {
    it(`refuses ${what}`, () => {
      assert.deepEqual(
        readZip(zip()).faults.map((it) => it.code),
        [code],
      );
    });
  }

  it('does not unpack what says it is too large', () => {
    const [bomb] = readZip(sized(writeZip([file('a')]), 65 * 1024 * 1024)).faults;
    assert.deepEqual([bomb?.code, bomb?.path], ['file_too_large', 'a']);
  });

  it('stops unpacking where the stated size is passed', () => {
    // 200 MB of zeros in 200 KB, said to be one byte: unpacked whole it would take a second and all that memory.
    const bomb = sized(writeZip([{ path: 'a', bytes: new Uint8Array(200_000_000) }]), 1);
    const before = process.memoryUsage().arrayBuffers;
    assert.equal(readZip(bomb).faults[0]?.params.reason, 'size');
    assert.ok(process.memoryUsage().arrayBuffers - before < 100_000_000);
  });

  it('takes no more than a gigabyte of all files, and no more than 10,000 of them', () => {
    const many = writeZip(Array.from({ length: 17 }, (_, at) => file(`f${at}`)));
    const large = Array.from({ length: 17 }, (_, at) => at).reduce((zip, at) => sized(zip, 64 * 1024 * 1024, at), many);
    assert.deepEqual(
      readZip(large).faults.map(({ code }) => code),
      ['unpacked_too_large'],
    );
    const countless = writeZip(Array.from({ length: 10_001 }, (_, at) => file(`f${at}`)));
    assert.deepEqual(
      readZip(countless).faults.map(({ code }) => code),
      ['too_many_files'],
    );
  });
});

describe('every changed byte of a bundle', () => {
  let made: Made;
  before(async () => {
    made = await madeBundle();
  });

  it('is found in its files, which are named', () => {
    const content = unzipSync(made.zip);
    let flips = 0;
    for (const [path, whole] of Object.entries(content)) {
      if (path === 'manifest.json') continue;
      for (let at = 0; at < whole.length; at += 1) {
        const found = structureFaults(stored({ ...content, [path]: flipped(whole, at) }));
        assert.ok(
          found.some((it) => it.file === path),
          `${path} byte ${at}: ${JSON.stringify(found)}`,
        );
        flips += 1;
      }
    }
    assert.ok(flips > 10_000, `${flips} flips`);
  });

  it('is found in the manifest, except where it only says what its maker says', () => {
    const content = unzipSync(made.zip);
    const whole = content['manifest.json'] ?? new Uint8Array();
    // Nobody signs these: who made it, when, for which edition and period, and what was left out.
    const word = /^(?:tool|createdAt|edition|omitted|period)$/;
    const before: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(whole).toString());
    const unfound = new Set<string>();
    for (let at = 0; at < whole.length; at += 1) {
      const changed = flipped(whole, at);
      const verdict = verdictFor(stored({ ...content, 'manifest.json': changed }));
      if (verdict.integrity === 'broken') continue;
      const after: Readonly<Record<string, unknown>> = JSON.parse(Buffer.from(changed).toString());
      for (const [name, value] of Object.entries(before))
        if (JSON.stringify(after[name]) !== JSON.stringify(value)) unfound.add(name);
    }
    assert.deepEqual(
      [...unfound].filter((name) => !word.test(name)),
      [],
    );
    assert.ok(unfound.has('tool'));
  });

  it('is found in the zip itself, or leaves every file as it was', () => {
    const same = contentOf(made.zip);
    let harmless = 0;
    for (let at = 0; at < made.zip.length; at += 1) {
      const changed = flipped(made.zip, at);
      if (readZip(changed).faults.length > 0) continue;
      // Only what deflate leaves free: bits behind a file's last block, and the second way to write the same block.
      assert.equal(contentOf(changed), same, `byte ${at}`);
      harmless += 1;
    }
    assert.ok(harmless < made.zip.length / 100, `${harmless} harmless flips of ${made.zip.length}`);
  });

  it('is found where it is cut off, wherever that is', () => {
    for (let length = 0; length < made.zip.length; length += 1)
      assert.notDeepEqual(structureFaults(made.zip.subarray(0, length)), []);
  });

  it('is found also where the zip was unpacked and packed by another program', () => {
    assert.deepEqual(faultsOf(verdictFor(zipSync(unzipSync(made.zip)))), ['zip_form manifest.json']);
  });
});

/** The zip with another size for its file of that number, in both headers. */
function sized(zip: Uint8Array, size: number, nth = 0): Uint8Array {
  let at = directoryOf(zip);
  const view = new DataView(zip.buffer);
  for (let n = 0; n < nth; n += 1) at += 46 + view.getUint16(at + 28, true);
  return patched(patched(zip, at + 24, size, 4), view.getUint32(at + 42, true) + 22, size, 4);
}

/** Files that are stored, in the form of a bundle: quicker to make than deflated ones. */
function stored(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync(files, { level: 0, mtime: new Date(1980, 0, 1) });
}
