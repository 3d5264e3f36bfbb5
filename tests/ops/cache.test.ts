import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, expect, it } from '@jest/globals';
import { type Build, cached } from '../../ops/provision/cache.ts';
import { withLock } from '../../ops/provision/lock.ts';
import { Place } from './support.ts';

const place = new Place();
const cache = path.join(place.cache, 'outdial');
beforeEach(() => place.reset());
afterAll(() => place.remove());

const build = (make: Build['make'], needsBytes = 1): Build => ({
  name: 'thing-1',
  about: 'Thing',
  needsBytes,
  make,
});
const write: Build['make'] = async ({ out }) => writeFileSync(path.join(out, 'file'), 'whole');

it('shows a build only when it is whole, and nothing else stays', async () => {
  const seen: string[][] = [];
  const folder = await cached(
    place.context(),
    build(async (folders) => {
      await write(folders);
      seen.push(readdirSync(cache).filter((name) => name === 'thing-1'));
    }),
  );
  expect(seen).toEqual([[]]);
  expect(readdirSync(folder)).toEqual(['file']);
  expect(readdirSync(cache)).toEqual(['thing-1']);
});

it('keeps nothing of a build that fails half-way, and builds anew the next time', async () => {
  const broken = build(async (folders) => {
    await write(folders);
    throw new Error('half-way');
  });
  await expect(cached(place.context(), broken)).rejects.toThrow('half-way');
  expect(readdirSync(cache)).toEqual([]);
  await cached(place.context(), build(write));
  expect(readdirSync(cache)).toEqual(['thing-1']);
});

it('clears away what a launch that was killed had begun', async () => {
  mkdirSync(path.join(cache, 'thing-1.staging-99/out'), { recursive: true });
  await cached(place.context(), build(write));
  expect(readdirSync(cache)).toEqual(['thing-1']);
});

it('refuses beforehand when the disk is too full, and says how much is needed and what to do', async () => {
  const huge = build(write, 1e18);
  await expect(cached(place.context(), huge)).rejects.toThrow(/GB free and .* GB are needed.*XDG_CACHE_HOME/);
  expect(readdirSync(cache)).toEqual([]);
});

it('lets one work under a lock at a time', async () => {
  mkdirSync(cache, { recursive: true });
  const file = path.join(cache, 'lock');
  let inside = 0;
  let most = 0;
  const work = () =>
    withLock(file, { beatMs: 20 }, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all([work(), work(), work()]);
  expect(most).toBe(1);
  expect(existsSync(file)).toBe(false);
});

it('takes over a lock whose holder no longer touches it', async () => {
  mkdirSync(cache, { recursive: true });
  const file = path.join(cache, 'lock');
  writeFileSync(file, '');
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(file, longAgo, longAgo);
  expect(await withLock(file, { beatMs: 20 }, async () => 'done')).toBe('done');
});
