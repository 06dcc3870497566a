import * as asn1 from 'asn1js';
import { AlgorithmIdentifier, MessageImprint, TimeStampReq } from 'pkijs';

/** SHA-256, RFC 5754. */
export const sha256Oid = '2.16.840.1.101.3.4.2.1';

/** What a time stamp is asked for. */
export interface TimestampQuestion {
  /** SHA-256 of what is to be stamped, 32 bytes */
  readonly imprint: Uint8Array;
  /** random bytes that the answer must bring back, so that no old one passes; null where an answer was kept and is looked at again */
  readonly nonce: Uint8Array | null;
}

const nonceBytes = 16;

/** A nonce: a positive DER integer that needs all its bytes, so that it comes back byte for byte. */
export function nonceFrom(random: (bytes: number) => Uint8Array): Uint8Array {
  const nonce = Uint8Array.from(random(nonceBytes));
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  return nonce;
}

/** A TimeStampReq in DER that asks for the authority's certificates too. Source: RFC 3161 §2.4.1. */
export function timestampRequest({ imprint, nonce }: TimestampQuestion): Uint8Array {
  const hashAlgorithm = new AlgorithmIdentifier({ algorithmId: sha256Oid, algorithmParams: new asn1.Null() });
  const hashedMessage = new asn1.OctetString({ valueHex: Uint8Array.from(imprint).buffer });
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({ hashAlgorithm, hashedMessage }),
    certReq: true,
    ...(nonce === null ? {} : { nonce: new asn1.Integer({ valueHex: Uint8Array.from(nonce).buffer }) }),
  });
  return new Uint8Array(request.toSchema().toBER());
}
