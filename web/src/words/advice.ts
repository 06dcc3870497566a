import type { Bilingual } from '../api/types.ts';
import { lookUp, type WordList } from './look-up.ts';

const network: Bilingual = {
  zh: '检查服务是否启动，以及地址、端口与防火墙，然后继续。',
  en: 'See that the service runs, and check the address, the port and firewalls; then resume.',
};
const base: Bilingual = {
  zh: '检查地址与协议：多数接口的基地址以 /v1 结尾，不含 /chat/completions。',
  en: 'Check the address and the protocol: most bases end in /v1, without /chat/completions.',
};
const time: Bilingual = {
  zh: '服务可能过载或网络太慢：稍后继续，或检查地址。',
  en: 'The service may be overloaded or the network slow: resume later, or check the address.',
};

const advice: WordList = {
  'target.unauthorised': {
    zh: '设置接口所需的密钥，然后继续。',
    en: 'Set the key that the endpoint asks for, then resume.',
  },
  'target.forbidden': {
    zh: '密钥可能没有访问该模型的权限：换一个密钥，或更正接口。',
    en: 'The key may not be allowed to use this model: set another, or correct the endpoint.',
  },
  'target.unreachable': network,
  'target.connection_lost': network,
  'target.dns_failed': {
    zh: '检查主机名的拼写，以及能否解析。',
    en: 'Check how the host name is spelled and whether it resolves.',
  },
  'target.tls_failed': {
    zh: '检查证书，以及地址应以 http 还是 https 开头。',
    en: 'Check the certificate, and whether the address begins with http or https.',
  },
  'target.connect_timeout': network,
  'target.first_byte_timeout': time,
  'target.timeout': time,
  'target.not_found': {
    zh: '检查模型名称；多数接口的基地址以 /v1 结尾，不含 /chat/completions。',
    en: 'Check the name of the model; most bases end in /v1, without /chat/completions.',
  },
  'target.redirected': {
    zh: '若信任最终地址，请直接填写该地址。',
    en: 'If you trust the final address, enter that one.',
  },
  'target.not_json': base,
  'target.answer_malformed': base,
  'target.request_refused': {
    zh: '检查协议与模型名称是否与接口相符。',
    en: 'Check that the protocol and the model fit the endpoint.',
  },
  'target.address_invalid': base,
};

/** What a person can do about an endpoint that stopped a run; null where the cause lies elsewhere. */
export const endpointAdvice = (reason: string): Bilingual | null => lookUp(advice, reason) ?? null;
