import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tokenIn, tokenInFragment } from './token.ts';

describe('the token', () => {
  it('is found in a pasted address and on its own', () => {
    assert.equal(tokenIn('http://127.0.0.1:7878/#token=abc-DEF_0123456789'), 'abc-DEF_0123456789');
    assert.equal(tokenIn('  abc-DEF_0123456789  '), 'abc-DEF_0123456789');
  });

  it('is none where the text is no token', () => {
    for (const text of ['', 'short', 'two words that are long enough', 'http://127.0.0.1:7878/'])
      assert.equal(tokenIn(text), null);
  });

  it('is none for a fragment of the page itself', () => {
    assert.equal(tokenInFragment('#table'), null);
    assert.equal(tokenInFragment('#token=abcdefgh12345678'), 'abcdefgh12345678');
  });

  it('survives a broken escape', () => {
    assert.equal(tokenIn('#token=%E0%A4%A'), null);
  });
});
