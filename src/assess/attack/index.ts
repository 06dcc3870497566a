import { type Attack, AttackError, type AttackName, attackBounds, attackNames, type Transform } from './attack.ts';
import { chainOf } from './chain.ts';
import { chineseLoaders } from './chinese.ts';
import { encodings } from './encoding.ts';
import { framings } from './framing.ts';
import { obfuscations } from './obfuscation.ts';

export {
  type Applicability,
  type Attack,
  type AttackContext,
  AttackError,
  type AttackErrorCode,
  type AttackKind,
  type AttackName,
  type AttackSubject,
  attackBounds,
  attackNames,
  type InapplicableReason,
  largestAttackedText,
} from './attack.ts';

const ready: ReadonlyMap<AttackName, Transform> = new Map(
  [...encodings, ...obfuscations, ...framings].map((transform) => [transform.name, transform]),
);

/**
 * One link by name; tables load when first asked for.
 * @throws AttackError `assess.unknown_attack` for a name that has neither transform nor loader
 */
export async function transformOf(name: AttackName): Promise<Transform> {
  const transform = ready.get(name) ?? (await chineseLoaders[name]?.());
  if (transform === undefined) throw new AttackError('assess.unknown_attack', { name, known: attackNames });
  return transform;
}

function isAttackName(name: string): name is AttackName {
  return (attackNames as readonly string[]).includes(name);
}

function namesOf(chain: string): AttackName[] {
  const links = chain.split('+').map((link) => link.trim().toLowerCase());
  if (links.length > attackBounds.links) {
    throw new AttackError('assess.attack_list_too_long', { chain, links: links.length, most: attackBounds.links });
  }
  return links.map((name) => {
    if (!isAttackName(name))
      throw new AttackError('assess.unknown_attack', { name: name.slice(0, 100), known: attackNames });
    return name;
  });
}

/**
 * `base64+role-play,rot13` → two attacks, the first applying base64 and then role play. Chains named twice come once.
 * @throws AttackError `assess.unknown_attack` (params: `name`, `known`), `assess.attack_list_empty`, `assess.attack_list_too_long`
 */
export async function parseAttacks(specification: string): Promise<readonly Attack[]> {
  if (specification.trim() === '') throw new AttackError('assess.attack_list_empty', { known: attackNames });
  if (specification.length > attackBounds.specification) {
    throw new AttackError('assess.attack_list_too_long', {
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
    throw new AttackError('assess.attack_list_too_long', { chains: chains.size, most: attackBounds.chains });
  }
  return Promise.all([...chains.values()].map(async (names) => chainOf(await Promise.all(names.map(transformOf)))));
}
