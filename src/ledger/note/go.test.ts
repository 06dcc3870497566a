import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { leafHash } from '../leaf.ts';
import { sha256 } from '../stamp.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { generateLogKeys, publicKeysOf, signersOf } from './keys.ts';
import { auditPath, origin } from './note.spec-world.ts';
import { signNote } from './note.ts';
import { formatTlogProof } from './tlog-proof.ts';

/*
 * golang.org/x/mod reads what we write. Nothing is downloaded: the module must be in Go's module cache
 * (`go mod download golang.org/x/mod@v0.20.0` puts it there).
 */

const go = ['/usr/local/go/bin/go', 'go'].find((it) => spawnSync(it, ['version']).status === 0);
const version = go === undefined ? undefined : cachedVersion(go);
const skip = version === undefined ? 'Go, or golang.org/x/mod in its module cache, is absent' : false;

function cachedVersion(command: string): string | undefined {
  const cache = spawnSync(command, ['env', 'GOMODCACHE'], { encoding: 'utf8' }).stdout.trim();
  const directory = join(cache, 'cache/download/golang.org/x/mod/@v');
  const zips = existsSync(directory) ? readdirSync(directory).filter((it) => it.endsWith('.zip')) : [];
  return zips.at(-1)?.slice(0, -'.zip'.length);
}

const program = `package main

import (
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	proof, err := os.ReadFile(os.Args[2])
	check(err)
	head, checkpoint, _ := strings.Cut(string(proof), "\\n\\n")
	verifier, err := note.NewVerifier(os.Args[1])
	check(err)
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	check(err)
	lines := strings.SplitN(opened.Text, "\\n", 4)
	tree, err := tlog.ParseTree([]byte("go.sum database tree\\n" + lines[1] + "\\n" + lines[2] + "\\n"))
	check(err)
	var index int64
	var path tlog.RecordProof
	for _, line := range strings.Split(head, "\\n")[1:] {
		if rest, ok := strings.CutPrefix(line, "index "); ok {
			_, err = fmt.Sscan(rest, &index)
			check(err)
			continue
		}
		hash, err := tlog.ParseHash(line)
		check(err)
		path = append(path, hash)
	}
	check(tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash([]byte(os.Args[3]))))
	fmt.Printf("%s %d %d %d %d\\n", lines[0], tree.N, index, len(opened.Sigs), len(opened.UnverifiedSigs))
}
`;

describe("Go's sumdb/note and sumdb/tlog", { skip }, () => {
  const directory = mkdtempSync(join(tmpdir(), 'note-go-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it('open our checkpoint, pass over its ML-DSA-44 line, and accept our inclusion proof; a changed one they refuse', () => {
    const env = { ...process.env, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOSUMDB: 'off', GOTOOLCHAIN: 'local' };
    writeFileSync(join(directory, 'go.mod'), `module interop\n\ngo 1.21\n\nrequire golang.org/x/mod ${version}\n`);
    writeFileSync(join(directory, 'main.go'), program);
    const built = spawnSync(go ?? '', ['build', '-o', 'interop'], { cwd: directory, env, encoding: 'utf8' });
    assert.equal(built.status, 0, built.stderr);

    const entries = Array.from({ length: 13 }, (_, at) => new TextEncoder().encode(`entry ${at}`));
    const leaves = entries.map((entry) => leafHash(entry, sha256));
    const keys = generateLogKeys(origin, 0);
    const vkey = publicKeysOf(keys)[0]?.vkey ?? '';
    const read = (proof: string, entry: string) => {
      writeFileSync(join(directory, 'proof'), proof);
      return spawnSync(join(directory, 'interop'), [vkey, join(directory, 'proof'), entry], { encoding: 'utf8' })
        .stdout;
    };
    for (let index = 0; index < leaves.length; index += 1) {
      const { root, path } = auditPath(leaves, index);
      const checkpoint = signNote(formatCheckpoint({ origin, size: 13n, root }), signersOf(keys, 1000));
      const proof = formatTlogProof({ index: BigInt(index), hashes: path, checkpoint });
      assert.equal(read(proof, `entry ${index}`), `${origin} 13 ${index} 1 1\n`);
      assert.notEqual(read(proof, 'another entry'), `${origin} 13 ${index} 1 1\n`);
      assert.match(read(proof.replace('\n13\n', '\n14\n'), `entry ${index}`), /invalid signature/);
    }
  });
});
