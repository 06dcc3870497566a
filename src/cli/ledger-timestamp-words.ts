interface Stamped {
  readonly time: string;
  readonly authority: string;
  readonly size: number;
}

/** The texts of `duheng ledger timestamp`, in both languages. */
export const timestampWords = {
  zh: {
    about: '为已发布的检查点向时间戳服务取 RFC 3161 时间戳并保存，或用 --check 核验已保存的时间戳',
    authority: '时间戳服务（TSA）的地址，http 或 https',
    check: '核验已保存的时间戳：签名、证书，以及账本仍以被盖戳的检查点开头',
    ca: '所信任的 CA 证书文件（PEM 或 DER）；不给则不核对证书链',
    data: '数据目录',
    json: '以 JSON 输出',
    either: '给出时间戳服务的地址，或 --check，二者取一',
    address: '应为 http 或 https 地址',
    stamped: (it: Stamped) => `${it.time}：${it.authority} 见过大小 ${it.size} 的检查点。`,
    kept: (file: string) => `  保存于 ${file}\n`,
    continues: '  账本仍以这个检查点开头。\n',
    chain: {
      checked: '  时间戳服务的证书可追溯到你给出的 CA；未查询是否已吊销。\n',
      not_checked: '  未核对：时间戳服务的证书是否可信（没有给出 --ca），以及是否已吊销。\n',
    },
    failed: (path: string) => `${path}.tsr 不成立：\n`,
    examples: `
示例:
  duheng ledger timestamp https://tsa.example/tsr --ca tsa-root.pem
  duheng ledger timestamp --check --ca tsa-root.pem
  openssl ts -verify -in 12.tsr -data 12.checkpoint -CAfile tsa-root.pem
`,
  },
  en: {
    about:
      'get an RFC 3161 time stamp of the published checkpoint from an authority and keep it, or verify kept ones with --check',
    authority: 'address of the time stamping authority (TSA), http or https',
    check:
      'verify the kept time stamps: signature, certificate, and that the log still begins with the checkpoint that was stamped',
    ca: 'file of the CA certificates that you trust (PEM or DER); without it the chain is not checked',
    data: 'data directory',
    json: 'print JSON',
    either: 'give the address of an authority, or --check',
    address: 'must be an http or https address',
    stamped: (it: Stamped) => `${it.time}: ${it.authority} had seen the checkpoint of size ${it.size}.`,
    kept: (file: string) => `  kept in ${file}\n`,
    continues: '  The log still begins with this checkpoint.\n',
    chain: {
      checked: "  The authority's certificate leads to the CA that you gave; whether it was revoked was not asked.\n",
      not_checked:
        "  Not checked: whether the authority's certificate is one to trust (no --ca was given), and whether it was revoked.\n",
    },
    failed: (path: string) => `${path}.tsr does not hold:\n`,
    examples: `
Examples:
  duheng ledger timestamp https://tsa.example/tsr --ca tsa-root.pem
  duheng ledger timestamp --check --ca tsa-root.pem
  openssl ts -verify -in 12.tsr -data 12.checkpoint -CAfile tsa-root.pem
`,
  },
} as const;

export type TimestampWords = (typeof timestampWords)['zh'] | (typeof timestampWords)['en'];
