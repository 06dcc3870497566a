// Builds the verifier: one program file and one page, each with everything in it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** Everything that an entry needs, as one text. Node 20 and browsers of its time run it. */
async function bundled(entry, format) {
  const [{ output }] = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      lib: { entry: join(root, 'src', entry), formats: [format], name: 'duhengVerify' },
      rolldownOptions: { external: /^node:/, output: { codeSplitting: false } },
    },
  });
  const [only, ...others] = output.filter((it) => it.type === 'chunk');
  if (only === undefined || others.length > 0) throw new Error(`${entry}: ${others.length + 1} files instead of one`);
  return only.code;
}

/** The hash by which a page's policy lets exactly this text run. */
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

async function page() {
  // A closing tag inside a script would end it.
  const script = (await bundled('page.ts', 'iife')).replaceAll('</script', '<\\/script');
  const style = readFileSync(join(root, 'src', 'page.css'), 'utf8');
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  const head = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  return readFileSync(join(root, 'src', 'page.html'), 'utf8')
    .replace(/<meta charset[^>]*>/, (charset) => `${charset}\n${head}`)
    .replace('</head>', () => `<style>${style}</style>\n</head>`)
    .replace('</body>', () => `<script>${script}</script>\n</body>`);
}

const program = `#!/usr/bin/env node\n${await bundled('program.ts', 'es')}`;
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, 'duheng-verify.mjs'), program, { mode: 0o755 });
writeFileSync(join(dist, 'duheng-verify.html'), await page());
