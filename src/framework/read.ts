import { readdir, readFile } from 'node:fs/promises';
import { FrameworkError } from './errors.ts';
import { parseEdition } from './parse.ts';
import { type Profile, parseProfile } from './profile.ts';
import { remembered } from './remembered.ts';
import type { Edition } from './schema.ts';
import { recallingYaml } from './yaml.ts';

/** Beside this module both in `src/` and in a published `dist/src/`. */
const DATA = new URL('./data/', import.meta.url);
const PREFIX = 'edition-';

/** The editions shipped with Duheng, oldest first. */
export async function editions(): Promise<readonly string[]> {
  const entries = await list(DATA);
  return entries
    .filter((it) => it.startsWith(PREFIX))
    .map((it) => it.slice(PREFIX.length))
    .sort();
}

/** The names of the threshold profiles shipped with Duheng, sorted. */
export async function profiles(): Promise<readonly string[]> {
  const entries = await list(new URL('profiles/', DATA));
  return entries
    .filter((it) => it.endsWith('.yaml'))
    .map((it) => it.slice(0, -'.yaml'.length))
    .sort();
}

/**
 * A shipped edition, read and checked.
 * @throws FrameworkError `framework.edition_unknown`; `framework.edition_invalid` or `framework.unreadable` when the installation is damaged
 */
export async function readEdition(edition: string): Promise<Edition> {
  const known = await editions();
  if (!known.includes(edition)) {
    const asked = edition.slice(0, 40);
    throw new FrameworkError(
      'framework.edition_unknown',
      { edition: asked, known },
      { message: `no edition ${JSON.stringify(asked)}; there is ${known.join(', ')}` },
    );
  }
  const folder = new URL(`${PREFIX}${edition}/`, DATA);
  const names = (await list(folder)).filter((it) => it.endsWith('.yaml'));
  const texts = await Promise.all(
    names.map(async (name) => [`${PREFIX}${edition}/${name}`, await read(new URL(name, folder))] as const),
  );
  return parseEdition(Object.fromEntries(texts), recallingYaml(remembered));
}

/**
 * A shipped profile, read and checked.
 * @throws FrameworkError `framework.profile_unknown`; `framework.profile_invalid` or `framework.unreadable` when the installation is damaged
 */
export async function readProfile(profile: string): Promise<Profile> {
  const known = await profiles();
  if (!known.includes(profile)) {
    const asked = profile.slice(0, 40);
    throw new FrameworkError(
      'framework.profile_unknown',
      { profile: asked, known },
      { message: `no profile ${JSON.stringify(asked)}; there is ${known.join(', ')}` },
    );
  }
  const path = `profiles/${profile}.yaml`;
  return parseProfile(path, await read(new URL(path, DATA)), recallingYaml(remembered));
}

async function list(folder: URL): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new FrameworkError('framework.unreadable', { path: folder.pathname }, { cause });
  }
}

async function read(file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new FrameworkError('framework.unreadable', { path: file.pathname }, { cause });
  }
}
