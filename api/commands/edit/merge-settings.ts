import { isDeepStrictEqual } from 'node:util';

type Fields = Record<string, unknown>;

/**
 * Settings with a patch put over them. A field that is an object on both sides is merged with what is there, one level
 * deep; anything else takes the place of what was; null takes it away. What comes out is checked by its schema.
 */
export function mergeSettings(settings: Fields, patch: Fields): Fields {
  const merged = Object.entries(patch).map(([name, value]) => {
    const was = settings[name];
    return [name, isObject(value) ? withoutNulls({ ...(isObject(was) ? was : {}), ...value }) : value];
  });
  return withoutNulls({ ...settings, ...Object.fromEntries(merged) });
}

/** The names of the fields that differ, in the order of the alphabet. */
export function changedFields(was: Fields, is: Fields): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].filter((name) => !isDeepStrictEqual(was[name], is[name])).sort();
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withoutNulls(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
