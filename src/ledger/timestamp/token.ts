import * as asn1 from 'asn1js';
import { type ContentInfo, SignedData, type SignerInfo, TimeStampResp, TSTInfo } from 'pkijs';
import { LedgerError } from '../error.ts';

/** What a time stamping authority answered, taken apart; nothing in it is verified. */
export interface TimestampToken {
  readonly info: TSTInfo;
  /** the DER of `info`: what the signed attributes hold the digest of */
  readonly content: Uint8Array;
  readonly signer: SignerInfo;
  /** DER of the certificates that came with it */
  readonly certificates: readonly Uint8Array[];
}

/** The largest answer that is read; with a chain of certificates one has 3 to 10 KB. */
export const largestReply = 256 * 1024;
const signedDataOid = '1.2.840.113549.1.7.2';
const tstInfoOid = '1.2.840.113549.1.9.16.1.4';
const mostCertificates = 16;

/**
 * Takes a TimeStampResp in DER apart (RFC 3161 §2.4.2). Throws `ledger.timestamp_refused` `{reason: status_2 …, detail}` where the
 * authority says no, and `ledger.timestamp_invalid` `{reason: too_large | form | content_type | signers | certificates}`.
 */
export function parseTimestamp(reply: Uint8Array): TimestampToken {
  if (reply.length > largestReply) throw invalid('too_large');
  const { status, timeStampToken } = formed(() => new TimeStampResp({ schema: decoded(reply) }));
  // 0 granted, 1 granted with modifications; everything else comes without a token.
  if (status.status > 1 || timeStampToken === undefined) {
    const detail = status.statusStrings?.map((it) => it.valueBlock.value).join(' ') ?? '';
    throw new LedgerError('ledger.timestamp_refused', {
      reason: `status_${status.status}`,
      detail: detail.slice(0, 300),
    });
  }
  if (timeStampToken.contentType !== signedDataOid) throw invalid('content_type');
  return formed(() => tokenIn(timeStampToken));
}

function tokenIn(token: ContentInfo): TimestampToken {
  const signed = new SignedData({ schema: token.content });
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== tstInfoOid || eContent === undefined) throw invalid('content_type');
  const [signer, ...others] = signed.signerInfos;
  if (signer === undefined || others.length > 0) throw invalid('signers');
  const content = new Uint8Array(eContent.getValue());
  return {
    info: new TSTInfo({ schema: decoded(content) }),
    content,
    signer,
    certificates: certificatesIn(token.content),
  };
}

/** One value and nothing behind it. */
function decoded(bytes: Uint8Array): asn1.AsnType {
  const { offset, result } = asn1.fromBER(Uint8Array.from(bytes));
  if (offset !== bytes.length) throw invalid('form');
  return result;
}

/** As they came: what is hashed and verified is never encoded anew. */
function certificatesIn(signedData: asn1.AsnType): Uint8Array[] {
  const fields = signedData instanceof asn1.Sequence ? signedData.valueBlock.value : [];
  const found = fields.find((it) => it.idBlock.tagClass === 3 && it.idBlock.tagNumber === 0);
  const certificates = found instanceof asn1.Constructed ? found.valueBlock.value : [];
  if (certificates.length > mostCertificates) throw invalid('certificates');
  return certificates.map((it) => Uint8Array.from(it.valueBeforeDecodeView));
}

/** asn1js and pkijs throw errors of their own where a structure is another one. */
function formed<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw cause instanceof LedgerError ? cause : invalid('form', cause);
  }
}

function invalid(reason: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger.timestamp_invalid', { reason }, cause);
}
