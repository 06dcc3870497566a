import { X509Certificate } from 'node:crypto';
import { BasicConstraints, Certificate, CertificateChainValidationEngine, ExtKeyUsage } from 'pkijs';
import { LedgerError } from '../error.ts';

const extendedKeyUsage = '2.5.29.37';
const timeStamping = '1.3.6.1.5.5.7.3.8';
const largestFile = 1024 * 1024;
const mostCertificates = 500;

/** Certificates of a PEM file, or of one in DER, as DER. Throws `ledger.timestamp_invalid` `{reason: ca_file}`. */
export function readCertificates(file: Uint8Array): Uint8Array[] {
  const refuse = (cause?: unknown) => new LedgerError('ledger.timestamp_invalid', { reason: 'ca_file' }, cause);
  if (file.length > largestFile) throw refuse();
  const text = Buffer.from(file).toString('latin1');
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  if ((blocks?.length ?? 0) > mostCertificates) throw refuse();
  try {
    return (blocks ?? [file]).map((it) => Uint8Array.from(new X509Certificate(it).raw));
  } catch (cause) {
    throw refuse(cause);
  }
}

/**
 * That a certificate may sign time stamps at a time: its extended key usage is critical and holds time stamping alone (RFC 3161 §2.3),
 * it is no CA, and was valid then. Throws `ledger.timestamp_invalid` `{reason: key_usage | expired | certificate}`.
 */
export function checkAuthority(der: Uint8Array, at: Date): void {
  const certificate = certificateOf(der);
  const extensions = certificate.extensions ?? [];
  const usage = extensions.find(({ extnID }) => extnID === extendedKeyUsage);
  const purposes = usage?.parsedValue instanceof ExtKeyUsage ? usage.parsedValue.keyPurposes : [];
  const alone = purposes.length === 1 && purposes[0] === timeStamping;
  if (usage?.critical !== true || !alone) throw invalid('key_usage');
  if (extensions.some(({ parsedValue }) => parsedValue instanceof BasicConstraints && parsedValue.cA))
    throw invalid('key_usage');
  if (at < certificate.notBefore.value || at > certificate.notAfter.value) throw invalid('expired');
}

/**
 * That a certificate leads to a trusted one (RFC 5280 §6: signatures, names, validity at that time, constraints; no revocation).
 * Throws `ledger.timestamp_invalid` `{reason: chain, detail}`.
 */
export async function checkChain(
  der: Uint8Array,
  {
    others,
    trusted,
    at,
  }: { readonly others: readonly Uint8Array[]; readonly trusted: readonly Uint8Array[]; readonly at: Date },
): Promise<void> {
  const engine = new CertificateChainValidationEngine({
    trustedCerts: trusted.map(certificateOf),
    // The one whose chain is asked for stands last.
    certs: [...others.filter((it) => !Buffer.from(it).equals(der)), der].map(certificateOf),
    checkDate: at,
  });
  const { result, resultMessage } = await engine.verify().catch((cause: unknown) => {
    throw invalid('chain', cause);
  });
  if (!result)
    throw new LedgerError('ledger.timestamp_invalid', { reason: 'chain', detail: resultMessage.slice(0, 300) });
}

function certificateOf(der: Uint8Array): Certificate {
  try {
    return Certificate.fromBER(Uint8Array.from(der));
  } catch (cause) {
    throw invalid('certificate', cause);
  }
}

function invalid(reason: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger.timestamp_invalid', { reason }, cause);
}
