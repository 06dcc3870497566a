import { type Attack, AttackError, type AttackName, attackBounds, attackNames, type Transform } from './attack.ts';
import { chainOf } from './chain.ts';
import { chineseLoaders } from './chinese.ts';
import { encodings } from './encoding.ts';
import { framings } from './framing.ts';
import { obfuscations } from './obfuscation.ts';

export { type Attack, AttackError, type AttackName, attackNames, largestAttackedText } from './attack.ts';

/** The names for an error's parameters, which hold no lists. */
const known = attackNames.join(', ');

const ready: ReadonlyMap<AttackName, Transform> = new Map(
  [...encodings, ...obfuscations, ...framings].map((transform) => [transform.name, transform]),
);

/**
 * One link by name; tables load when first asked for.
 * @throws AttackError `attack.unknown` for a name that has neither transform nor loader
 */
export async function transformOf(name: AttackName): Promise<Transform> {
  const transform = ready.get(name) ?? (await chineseLoaders[name]?.());
  if (transform === undefined) throw new AttackError('attack.unknown', { name, known });
  return transform;
}

function isAttackName(name: string): name is AttackName {
  return (attackNames as readonly string[]).includes(name);
}

function namesOf(chain: string): AttackName[] {
  const links = chain.split('+').map((link) => link.trim().toLowerCase());
  if (links.length > attackBounds.links) {
    throw new AttackError('attack.list_too_long', { chain, links: links.length, most: attackBounds.links });
  }
  return links.map((name) => {
    if (!isAttackName(name)) throw new AttackError('attack.unknown', { name: name.slice(0, 100), known });
    return name;
  });
}

/**
 * `base64+role-play,rot13` → two attacks, the first applying base64 and then role play. Chains named twice come once.
 * @throws AttackError `attack.unknown` (params: `name`, `known`), `attack.list_empty`, `attack.list_too_long`
 */
export async function parseAttacks(specification: string): Promise<readonly Attack[]> {
  if (specification.trim() === '') throw new AttackError('attack.list_empty', { known });
  if (specification.length > attackBounds.specification) {
    throw new AttackError('attack.list_too_long', {
      length: specification.length,
      most: attackBounds.specification,
    });
  }
  const chains = new Map(
    specification
      .split(',')
      .map(namesOf)
      .map((names) => [names.join('+'), names]),
  );
  if (chains.size > attackBounds.chains) {
    throw new AttackError('attack.list_too_long', { chains: chains.size, most: attackBounds.chains });
  }
  return Promise.all([...chains.values()].map(async (names) => chainOf(await Promise.all(names.map(transformOf)))));
}
