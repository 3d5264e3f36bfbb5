import { isDeepStrictEqual } from 'node:util';
import type { PackDiff } from '../../../contracts/http/rules.ts';
import type { RulePack } from '../../../contracts/rules.ts';

/** What differs between two versions of a pack. A rule that changed was removed and added. */
export function diffPacks(old: RulePack, next: RulePack): Pick<PackDiff, 'changed' | 'rules'> {
  const fields = [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (name) => name !== 'version',
  );
  const before: Record<string, unknown> = old;
  const after: Record<string, unknown> = next;
  const differing = fields.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  const isRules = (name: string) => Array.isArray(before[name] ?? after[name]);
  return {
    changed: differing
      .filter((name) => !isRules(name))
      .map((field) => ({ field, from: before[field], to: after[field] })),
    rules: differing.filter(isRules).map((kind) => {
      const [had, has] = [rulesIn(before[kind]), rulesIn(after[kind])];
      return { kind, removed: without(had, has), added: without(has, had) };
    }),
  };
}

function rulesIn(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function without(rules: unknown[], others: unknown[]): unknown[] {
  return rules.filter((rule) => !others.some((other) => isDeepStrictEqual(rule, other)));
}
