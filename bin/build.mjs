// `npm run build`: the compiled program, its data files, the console and the stand-alone verifier, under dist/, web/dist/ and verifier/dist/.
import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const run = (file, args) => {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
};

rmSync(join(root, 'dist'), { recursive: true, force: true });
run('typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
for (const file of globSync('src/**/*.{yaml,jsonl,json}', { cwd: root })) {
  const to = join(root, 'dist', file);
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(root, file), to);
}
run('vite/bin/vite.js', ['build', join(root, 'web'), '--logLevel', 'warn']);
const verifier = spawnSync(process.execPath, [join(root, 'verifier', 'build.mjs')], { cwd: root, stdio: 'inherit' });
if (verifier.status !== 0) process.exit(verifier.status ?? 1);
