import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import * as asn1 from 'asn1js';
import type { AlgorithmIdentifier, Attribute, SignerInfo } from 'pkijs';
import { LedgerError } from '../error.ts';
import { checkAuthority, checkChain } from './authority-certificate.ts';
import { sha256Oid, type TimestampQuestion } from './request.ts';
import { parseTimestamp, type TimestampToken } from './token.ts';

export interface Timestamp {
  /** RFC 3339, UTC, milliseconds: when the authority saw the imprint, by its own clock */
  readonly time: string;
  /** subject of the authority's certificate */
  readonly authority: string;
  /** of the token, hexadecimal */
  readonly serial: string;
  /** the authority's policy, an object identifier */
  readonly policy: string;
  /** whether its certificate was seen to lead to a trusted one; `not_checked` where none was given */
  readonly chain: 'checked' | 'not_checked';
}

const attributes = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
} as const;
const tstInfoOid = '1.2.840.113549.1.9.16.1.4';
const rsaPss = '1.2.840.113549.1.1.10';

/** Digest algorithms that are read; SHA-1 only where a certificate is named by it (`signingCertificate`, RFC 2634). */
const digests: ReadonlyMap<string, string> = new Map([
  [sha256Oid, 'sha256'],
  ['2.16.840.1.101.3.4.2.2', 'sha384'],
  ['2.16.840.1.101.3.4.2.3', 'sha512'],
]);

/** Signature algorithms that name their digest; RSA without one, and RSA-PSS, take that of the signer. */
const signatureDigests: ReadonlyMap<string, string> = new Map([
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
]);
const plainRsa = '1.2.840.113549.1.1.1';

/**
 * Verifies the answer of a time stamping authority (RFC 3161, RFC 5816): its status, that it stamps this imprint and answers this nonce,
 * its signature, and that its certificate is one for time stamps; with `trusted` (DER) also that it leads to one of these. Revocation is
 * not looked at.
 * @throws LedgerError `ledger.timestamp_refused`, `ledger.timestamp_invalid` `{reason}`: as `parseTimestamp`, `checkAuthority` and
 * `checkChain` say, and `version | imprint | nonce | attributes | digest | signing_certificate | algorithm | signature`
 */
export async function verifyTimestamp(
  reply: Uint8Array,
  question: TimestampQuestion,
  trusted: readonly Uint8Array[] | null,
): Promise<Timestamp> {
  const token = parseTimestamp(reply);
  const { info, signer, certificates } = token;
  checkInfo(token, question);
  const signed = signedAttributes(token);
  const der = signingCertificate(signed, [...certificates, ...(trusted ?? [])]);
  const certificate = x509(der);
  checkSignature(signer, certificate);
  const at = info.genTime;
  checkAuthority(der, at);
  if (trusted !== null) await checkChain(der, { others: certificates, trusted, at });
  return {
    time: at.toISOString(),
    authority: certificate.subject.replaceAll('\n', ', '),
    serial: Buffer.from(info.serialNumber.valueBlock.valueHexView).toString('hex'),
    policy: info.policy,
    chain: trusted === null ? 'not_checked' : 'checked',
  };
}

function checkInfo({ info }: TimestampToken, { imprint, nonce }: TimestampQuestion): void {
  if (info.version !== 1 || Number.isNaN(info.genTime.getTime())) throw invalid('version');
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (hashAlgorithm.algorithmId !== sha256Oid) throw invalid('imprint');
  if (!same(hashedMessage.valueBlock.valueHexView, imprint)) throw invalid('imprint');
  if (nonce !== null && !same(info.nonce?.valueBlock.valueHexView ?? new Uint8Array(), nonce)) throw invalid('nonce');
}

/** The attributes that the signature is over, once they are seen to be of this content. */
function signedAttributes({ signer, content }: TimestampToken): readonly Attribute[] {
  const signed = signer.signedAttrs?.attributes ?? [];
  const [type] = valuesOf(signed, attributes.contentType);
  const [digest] = valuesOf(signed, attributes.messageDigest);
  if (!(type instanceof asn1.ObjectIdentifier) || type.getValue() !== tstInfoOid) throw invalid('attributes');
  if (!(digest instanceof asn1.OctetString)) throw invalid('attributes');
  const computed = createHash(digestOf(signer.digestAlgorithm)).update(content).digest();
  if (!same(digest.valueBlock.valueHexView, computed)) throw invalid('digest');
  return signed;
}

/** The values of an attribute that is there once. */
function valuesOf(signed: readonly Attribute[], type: string): readonly unknown[] {
  const found = signed.filter((it) => it.type === type);
  return found.length === 1 ? (found[0]?.values ?? []) : [];
}

/** The certificate that the signed attributes name by its digest (RFC 5035, RFC 2634): no other key may be put in its place. */
function signingCertificate(signed: readonly Attribute[], certificates: readonly Uint8Array[]): Uint8Array {
  const [second] = valuesOf(signed, attributes.signingCertificateV2);
  const [first] = valuesOf(signed, attributes.signingCertificate);
  // SEQUENCE { certs SEQUENCE OF ESSCertID, … }: the first is the signer's.
  const [identifiers] = childrenOf(second ?? first);
  const [head, next] = childrenOf(childrenOf(identifiers)[0]);
  const hash = head instanceof asn1.OctetString ? head : next;
  if (!(hash instanceof asn1.OctetString)) throw invalid('signing_certificate');
  const algorithm = second === undefined ? 'sha1' : essDigest(head);
  const found = certificates.find((it) =>
    same(createHash(algorithm).update(it).digest(), hash.valueBlock.valueHexView),
  );
  if (found === undefined) throw invalid('signing_certificate');
  return found;
}

/** SHA-256 where ESSCertIDv2 names none. */
function essDigest(head: unknown): string {
  if (head instanceof asn1.OctetString) return 'sha256';
  const [oid] = childrenOf(head);
  const name = oid instanceof asn1.ObjectIdentifier ? digests.get(oid.getValue()) : undefined;
  if (name === undefined) throw invalid('algorithm');
  return name;
}

const childrenOf = (block: unknown): readonly unknown[] =>
  block instanceof asn1.Sequence ? block.valueBlock.value : [];

function checkSignature(
  { signedAttrs, signature, signatureAlgorithm, digestAlgorithm }: SignerInfo,
  { publicKey }: X509Certificate,
): void {
  const { algorithmId } = signatureAlgorithm;
  const takesSigners = algorithmId === plainRsa || algorithmId === rsaPss;
  const digest = takesSigners ? digestOf(digestAlgorithm) : signatureDigests.get(algorithmId);
  if (digest === undefined) throw invalid('algorithm', { algorithm: algorithmId });
  const padding =
    algorithmId === rsaPss
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO }
      : {};
  const message = new Uint8Array(signedAttrs?.encodedValue ?? new ArrayBuffer(0));
  let holds = false;
  try {
    holds = verify(digest, message, { key: publicKey, ...padding }, signature.valueBlock.valueHexView);
  } catch (cause) {
    throw invalid('signature', {}, cause);
  }
  if (!holds) throw invalid('signature');
}

function digestOf({ algorithmId }: AlgorithmIdentifier): string {
  const name = digests.get(algorithmId);
  if (name === undefined) throw invalid('algorithm', { algorithm: algorithmId });
  return name;
}

function x509(der: Uint8Array): X509Certificate {
  try {
    return new X509Certificate(der);
  } catch (cause) {
    throw invalid('certificate', {}, cause);
  }
}

const same = (left: Uint8Array, right: Uint8Array): boolean => Buffer.from(left).equals(right);

function invalid(reason: string, params: LedgerError['params'] = {}, cause?: unknown): LedgerError {
  return new LedgerError('ledger.timestamp_invalid', { reason, ...params }, cause);
}
