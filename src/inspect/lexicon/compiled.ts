import { InspectError } from '../error.ts';
import { maxAlphabet } from './alphabet.ts';
import { baseOf, type Lexicon, lexiconLimits, type Trie } from './lexicon.ts';
import { linked } from './link.ts';
import { checkTrie } from './trie-check.ts';

/*
 * A compiled lexicon. Numbers are 32-bit little-endian, units 16-bit.
 *
 *   magic 8 | byte order mark 4 | alphabet 4 | starters 4 | cells 4 | ends 4 | ids 4
 *   units of the alphabet, padded to 4 bytes | bases | parents | ends | ids of each end | ids
 *   SHA-256 of all before
 *
 * The digest finds accidents. What was made on purpose is found by `checkTrie`: the file holds the trie and nothing that follows from it
 * (links, depths, lengths are computed), so a trie that is sound makes an automaton that is right.
 */

export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

const magic = Uint8Array.from('DHLEXIC1', (it) => it.charCodeAt(0));
const byteOrderMark = 0x0102_0304;
const headerBytes = 32;
const digestBytes = 32;

interface Header {
  readonly alphabet: number;
  readonly starters: number;
  readonly cells: number;
  readonly ends: number;
  readonly ids: number;
}

const unitBytes = (header: Header): number => (header.alphabet + (header.alphabet & 1)) * 2;
const totalBytes = (it: Header): number =>
  headerBytes + unitBytes(it) + 4 * (2 * it.cells + 2 * it.ends + it.ids) + digestBytes;

/** The compiled form, for `loadLexicon`: about 8 bytes a state. Equal lexicons give equal bytes. `sha256` comes from outside. */
export function serialise(lexicon: Lexicon, sha256: Sha256): Uint8Array {
  const { alphabet, starters, parents, nodes, outputs } = lexicon;
  const ends = outputs.states.length - 1;
  const header = { alphabet: alphabet.length, starters, cells: parents.length, ends, ids: outputs.ids.length };
  const words = new Int32Array(totalBytes(header) / 4);
  const bytes = new Uint8Array(words.buffer);
  bytes.set(magic);
  words.set([byteOrderMark, header.alphabet, starters, header.cells, ends, header.ids], 2);
  new Uint16Array(words.buffer, headerBytes, alphabet.length).set(alphabet);
  let at = (headerBytes + unitBytes(header)) / 4;
  for (let state = 0; state < parents.length; state += 1) words[at + state] = baseOf(nodes, state);
  words.set(parents, at + header.cells);
  at += 2 * header.cells;
  for (let number = 1; number <= ends; number += 1) {
    words[at] = outputs.states[number] as number;
    words[at + ends] = (outputs.firsts[number + 1] as number) - (outputs.firsts[number] as number);
    at += 1;
  }
  words.set(outputs.ids, at + ends);
  bytes.set(sha256(bytes.subarray(0, -digestBytes)), bytes.length - digestBytes);
  return bytes;
}

/**
 * Loads a compiled lexicon; `bytes` is read once and not kept. What loads is a right automaton over bounded arrays, whoever wrote the file.
 *
 * @throws InspectError `inspect.lexicon_invalid` with the reason
 */
export function loadLexicon(bytes: Uint8Array, sha256: Sha256): Lexicon {
  const header = headerOf(bytes);
  const body = bytes.subarray(0, -digestBytes);
  const digest = sha256(body);
  if (!bytes.subarray(-digestBytes).every((byte, at) => byte === digest[at])) throw invalid('digest');
  // A copy of its own lies at a whole word and does not change under the hand. (`slice` of a `Buffer` copies nothing.)
  const copy = new Uint8Array(body).buffer;
  let at = headerBytes;
  const alphabet = new Uint16Array(copy, at, header.alphabet).slice();
  at += unitBytes(header);
  const words = (count: number): Int32Array => {
    at += count * 4;
    return new Int32Array(copy, at - count * 4, count);
  };
  const bases = words(header.cells);
  const parents = words(header.cells);
  const ends = words(header.ends);
  const firsts = firstsOf(words(header.ends), header.ids);
  const ids = new Uint32Array(words(header.ids));
  const trie: Trie = { alphabet, starters: header.starters, bases, parents, ends, firsts, ids };
  const depths = checkTrie(trie, lexiconLimits.termUnits);
  if (typeof depths === 'string') throw invalid(depths);
  return linked(trie, depths);
}

function headerOf(bytes: Uint8Array): Header {
  if (bytes.length < headerBytes + digestBytes) throw invalid('truncated');
  if (!magic.every((byte, at) => byte === bytes[at])) throw invalid('magic');
  const [mark, alphabet, starters, cells, ends, ids] = new Uint32Array(
    new Uint8Array(bytes.subarray(magic.length, headerBytes)).buffer,
  );
  if (mark !== byteOrderMark) throw invalid('byte_order');
  const header: Header = {
    alphabet: alphabet ?? 0,
    starters: starters ?? 0,
    cells: cells ?? 0,
    ends: ends ?? 0,
    ids: ids ?? 0,
  };
  if (header.alphabet > maxAlphabet || header.starters > header.alphabet) throw invalid('alphabet');
  if (header.cells > lexiconLimits.cells || header.ids > lexiconLimits.terms || header.ends > header.ids)
    throw invalid('size');
  if (bytes.length !== totalBytes(header)) throw invalid('length');
  return header;
}

function firstsOf(counts: Int32Array, ids: number): Uint32Array {
  const firsts = new Uint32Array(counts.length + 1);
  let sum = 0;
  for (let index = 0; index < counts.length; index += 1) {
    const count = counts[index] as number;
    sum += count;
    if (count < 1 || sum > ids) throw invalid('ids');
    firsts[index + 1] = sum;
  }
  if (sum !== ids) throw invalid('ids');
  return firsts;
}

function invalid(reason: string): InspectError {
  return new InspectError('inspect.lexicon_invalid', { reason });
}
