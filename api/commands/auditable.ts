/** Not a digit of an id or of a moment: ids are hex without breaks, moments have letters at both ends of their digits. */
const LIKE_A_NUMBER = /(?<![\w.])\+?\d[\d\s().-]{6,18}\d(?!\w)/g;
/** Fields whose whole content is somebody's private matter. */
const PRIVATE = new Set([
  'phone',
  'to',
  'from',
  'callerId',
  'variables',
  'contactName',
  'password',
  'text',
  'note',
  'evidence',
  'token',
  'url',
]);
const MOST_ITEMS = 50;
const MOST_CHARACTERS = 300;
const DEEPEST = 5;

/**
 * A value as the audit log may keep it: plain, bounded, and without phone numbers or what is told of a person.
 * Everything that commands take and answer passes through here, so it removes too much rather than too little.
 */
export function auditable(value: unknown, depth = 0): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.replace(LIKE_A_NUMBER, '[number]').slice(0, MOST_CHARACTERS);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return undefined;
  if (depth === DEEPEST) return '[more]';
  if (Array.isArray(value)) return auditableList(value, depth);
  const fields = Object.entries(value).slice(0, MOST_ITEMS);
  // What has a number is a person, and has a person's name.
  const ofPerson = 'phone' in value;
  return Object.fromEntries(
    fields.map(([name, inner]) => [name, auditableField(name, inner, depth, ofPerson)]),
  );
}

function auditableField(name: string, inner: unknown, depth: number, ofPerson: boolean): unknown {
  const isPrivate = PRIVATE.has(name) || (ofPerson && name === 'name');
  if (isPrivate && inner !== undefined && inner !== null) return '[private]';
  return auditable(inner, depth + 1);
}

function auditableList(values: unknown[], depth: number): unknown[] {
  const kept = values.slice(0, MOST_ITEMS).map((inner) => auditable(inner, depth + 1));
  return values.length > MOST_ITEMS ? [...kept, `[${values.length - MOST_ITEMS} more]`] : kept;
}
