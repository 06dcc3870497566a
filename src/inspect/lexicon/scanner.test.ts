import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { hitsOf, lexiconOf, naiveHeld, naiveHits, scanned, termLists, unitsOf, words } from './lexicon.spec-world.ts';
import { createScanner } from './scanner.ts';

const runs = { numRuns: 1_000 };

describe('a scan', () => {
  const cases: readonly [name: string, terms: readonly string[], text: string, hits: readonly (readonly number[])[]][] =
    [
      ['a term in a sentence', ['赌博'], '网上赌博很危险', [[0, 2, 4]]],
      [
        'terms that are ends of others, the longest first',
        ['c', 'bc', 'abc'],
        'abc',
        [
          [2, 0, 3],
          [1, 1, 3],
          [0, 2, 3],
        ],
      ],
      [
        'terms that overlap',
        ['aa'],
        'aaaa',
        [
          [0, 0, 2],
          [0, 1, 3],
          [0, 2, 4],
        ],
      ],
      [
        'equal terms, in the order given',
        ['x', 'y', 'x'],
        'x',
        [
          [0, 0, 1],
          [2, 0, 1],
        ],
      ],
      ['a term inside one that breaks off', ['abcd', 'bc'], 'abce', [[1, 1, 3]]],
      [
        'a term behind one that breaks off, by two links',
        ['abab', 'bac', 'ac'],
        'abac',
        [
          [1, 1, 4],
          [2, 2, 4],
        ],
      ],
      ['nothing for no terms', [], 'abc', []],
      ['nothing in no text', ['a'], '', []],
    ];
  for (const [name, terms, text, hits] of cases)
    test(`finds ${name}`, () => assert.deepEqual(hitsOf(lexiconOf(terms), text), hits));

  test('finds what a look at every place finds, all overlaps, in order', () => {
    fc.assert(
      fc.property(termLists, words(0, 40), (terms, text) => {
        assert.deepEqual(hitsOf(lexiconOf(terms), text), naiveHits(terms, text));
      }),
      runs,
    );
  });

  test('in any pieces finds the same, and after each piece holds exactly what could still become a hit', () => {
    fc.assert(
      fc.property(termLists, fc.array(words(0, 6), { maxLength: 8 }), (terms, pieces) => {
        const scanner = createScanner(lexiconOf(terms));
        let before = '';
        const hits = pieces.flatMap((piece) => {
          const found = scanned(scanner, piece);
          before += piece;
          assert.equal(scanner.held, naiveHeld(terms, before));
          assert.equal(scanner.position, before.length);
          return found;
        });
        assert.deepEqual(hits, naiveHits(terms, before));
      }),
      runs,
    );
  });

  test('without a term finds all but the hits of that term', () => {
    fc.assert(
      fc.property(fc.array(words(1, 5), { minLength: 1, maxLength: 10 }), words(0, 40), fc.nat(), (terms, text, n) => {
        const gone = n % terms.length;
        const fewer = hitsOf(lexiconOf(terms.toSpliced(gone, 1)), text);
        const kept = hitsOf(lexiconOf(terms), text).filter(([id]) => id !== gone);
        assert.deepEqual(
          fewer.map(([id, ...span]) => [id < gone ? id : id + 1, ...span]),
          kept,
        );
      }),
      runs,
    );
  });

  test('reads so many units as it is told, and refuses a length that is not there', () => {
    const scanner = createScanner(lexiconOf(['ab']));
    const hits: number[] = [];
    scanner.scan(unitsOf('aab'), 2, (id) => hits.push(id));
    assert.deepEqual([hits, scanner.held], [[], 1]);
    for (const length of [-1, 4, 1.5, Number.NaN])
      assert.throws(() => scanner.scan(unitsOf('aab'), length, () => {}), { code: 'inspect.units_invalid' });
    assert.equal(scanner.position, 2);
  });

  test('stays as it was where the callback throws', () => {
    const scanner = createScanner(lexiconOf(['ab', 'bc']));
    scanned(scanner, 'a');
    const before = scanner.save();
    const units = unitsOf('bc');
    assert.throws(() => scanner.scan(units, 2, () => assert.fail('no more')), /no more/);
    assert.deepEqual(scanner.save(), before);
    assert.deepEqual(scanned(scanner, 'bc'), [
      [0, 0, 2],
      [1, 1, 3],
    ]);
  });
});

/** Looks at parents that a scan makes are counted by an array that counts its reads. */
test('takes at most two looks a unit, also where the text is made of beginnings of terms', () => {
  const deep = 'a'.repeat(199);
  const lexicon = lexiconOf([
    `${deep}b`,
    ...Array.from({ length: 50 }, (_, n) => `${'a'.repeat(n + 1)}c${'a'.repeat(n)}d`),
  ]);
  for (const text of ['a'.repeat(5_000), `${deep}c`.repeat(30), `${'a'.repeat(50)}c`.repeat(90)]) {
    let looks = 0;
    const parents = new Proxy(lexicon.parents, {
      get: (of, key) => {
        if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
        return Reflect.get(of, key);
      },
    });
    hitsOf({ ...lexicon, parents }, text);
    assert.ok(looks >= text.length / 2 && looks <= 2 * text.length, `${looks} looks in ${text.length} units`);
  }
});

describe('a saved state', () => {
  test('goes on as if nothing had been, anywhere, through JSON', () => {
    fc.assert(
      fc.property(termLists, words(0, 30), fc.nat(30), (terms, text, cut) => {
        const lexicon = lexiconOf(terms);
        const first = createScanner(lexicon);
        const hits = scanned(first, text.slice(0, cut));
        const second = createScanner(lexicon);
        second.restore(JSON.parse(JSON.stringify(first.save())));
        assert.deepEqual([second.held, second.position], [first.held, first.position]);
        assert.deepEqual([...hits, ...scanned(second, text.slice(cut))], naiveHits(terms, text));
      }),
      runs,
    );
  });

  test('over another lexicon keeps of its tail what could become a hit there', () => {
    const first = createScanner(lexiconOf(['abcd']));
    scanned(first, 'xabc');
    const second = createScanner(lexiconOf(['bce', 'abc', 'c']));
    second.restore(first.save());
    assert.equal(second.held, 2);
    assert.deepEqual(scanned(second, 'e'), [[0, 2, 5]]);
  });

  test('brings a scanner back to the beginning', () => {
    const scanner = createScanner(lexiconOf(['ab']));
    scanned(scanner, 'xa');
    scanner.restore({ position: 0, tail: [] });
    assert.deepEqual([scanned(scanner, 'b'), scanner.position], [[], 1]);
  });

  const broken: readonly [string, number, readonly number[]][] = [
    ['position', -1, []],
    ['position', 0.5, []],
    ['position', 2 ** 53, []],
    ['tail_length', 1, [97, 98]],
    ['tail_length', 300, Array.from({ length: 201 }, () => 97)],
    ['unit', 2, [97, 65_536]],
    ['unit', 2, [97, -1]],
    ['unit', 2, [97, 1.5]],
  ];
  for (const [reason, position, tail] of broken)
    test(`is refused for its ${reason}: ${position}, ${tail.length} units`, () => {
      const scanner = createScanner(lexiconOf(['ab']));
      scanned(scanner, 'a');
      assert.throws(() => scanner.restore({ position, tail }), { code: 'inspect.state_invalid', params: { reason } });
      assert.equal(scanner.held, 1);
    });
});
