import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { AssessError, type ErrorParams, type TargetErrorCode } from '../error.ts';

type Decode = (body: Buffer, options: { readonly maxOutputLength: number }) => Promise<Buffer>;

const inflated = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate);
const inflatedRaw = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

/** `deflate` is zlib's format (RFC 9110 §8.4.1.2); servers that send the bare one are met in practice and named there. */
const deflate: Decode = (body, options) =>
  // The first byte of zlib's format names its method, 8.
  ((body[0] ?? 0) & 0x0f) === 8 ? inflated(body, options) : inflatedRaw(body, options);

const gzip: Decode = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip);

const decoders: Readonly<Record<string, Decode>> = {
  gzip,
  'x-gzip': gzip,
  deflate,
  br: promisify<Buffer, { maxOutputLength: number }, Buffer>(brotliDecompress),
  zstd: promisify<Buffer, { maxOutputLength: number }, Buffer>(zstdDecompress),
};

function codeOf(error: unknown): TargetErrorCode {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'target.answer_too_large';
  return code === 'Z_BUF_ERROR' ? 'target.answer_truncated' : 'target.answer_malformed';
}

/**
 * A body as it was before its `Content-Encoding`. We ask for none, but proxies compress all the same.
 * @param mostBytes bound on what comes out, whatever went in
 * @throws AssessError `target.encoding_unsupported` for an encoding unknown to us or more than one, `target.answer_too_large`,
 * `target.answer_truncated`, `target.answer_malformed`
 */
export async function decoded(
  body: Buffer,
  encoding: string | undefined,
  mostBytes: number,
  at: ErrorParams,
): Promise<Buffer> {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity' || body.length === 0) return body;
  const decode = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (decode === undefined)
    throw new AssessError('target.encoding_unsupported', { ...at, encoding: name.slice(0, 100) });
  try {
    return await decode(body, { maxOutputLength: mostBytes });
  } catch (cause) {
    const code = codeOf(cause);
    throw new AssessError(code, code === 'target.answer_too_large' ? { ...at, limitBytes: mostBytes } : at, { cause });
  }
}
