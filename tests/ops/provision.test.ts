import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { goProgram, isNewEnough } from '../../ops/provision/go.ts';
import { findMongo } from '../../ops/provision/mongo.ts';
import { findTemporal } from '../../ops/provision/temporal.ts';
import { Place } from './support.ts';

const place = new Place();
beforeEach(() => place.reset());
afterAll(() => place.remove());

/** A Go that "builds" by writing a script, and leaves a mark for each time that it did. */
const GO = `
if [ "$1" = env ]; then echo go1.26.8; exit 0; fi
/bin/mkdir -p "$GOBIN"
echo built >> "${path.join(place.folder, 'builds')}"
echo '#!/bin/sh' > "$GOBIN/$(/usr/bin/basename "\${2%@*}")"
`;
const builds = () =>
  existsSync(path.join(place.cache, 'outdial')) ? readdirSync(path.join(place.cache, 'outdial')) : [];

const PROGRAM = {
  about: 'Thing',
  pack: 'example.com/thing',
  version: 'v1.2.3',
  binary: 'thing',
  needsBytes: 1,
  takes: 'a moment',
  otherwise: 'set THING_ADDRESS',
};

describe('Temporal', () => {
  it('is the one that TEMPORAL_ADDRESS names, before all others', async () => {
    place.program('temporal', '');
    const found = await findTemporal(place.context({ TEMPORAL_ADDRESS: 'temporal.example:7233' }));
    expect(found).toEqual({ kind: 'address', address: 'temporal.example:7233' });
  });

  it('is the program on PATH', async () => {
    const file = place.program('temporal', '');
    expect(await findTemporal(place.context())).toEqual({ kind: 'program', path: file });
    expect(place.said).toEqual([`Temporal: using ${file}, found on PATH`]);
  });

  it('is built by Go where there is no other, and kept; each step that is skipped says why', async () => {
    place.program('go', GO);
    const kept = path.join(place.cache, 'outdial/temporal-1.5.1/temporal');
    expect(await findTemporal(place.context())).toEqual({ kind: 'program', path: kept });
    expect(place.said[0]).toMatch(/download is skipped: only package registries/);
    expect(place.said[1]).toMatch(/building temporal v1\.5\.1/);
    place.said.length = 0;
    expect(await findTemporal(place.context())).toEqual({ kind: 'program', path: kept });
    expect(place.said).toEqual([expect.stringMatching(/kept from before/)]);
  });

  it('without Go is a message that says what to do', async () => {
    await expect(findTemporal(place.context())).rejects.toThrow(
      /Go is not on PATH\. Install Go 1\.21 or newer, or install the Temporal CLI .* TEMPORAL_ADDRESS/,
    );
  });
});

describe('MongoDB', () => {
  it('is the one that MONGODB_URI names, before all others', async () => {
    place.program('mongod', '');
    const found = await findMongo(place.context({ MONGODB_URI: 'mongodb://db.example/outdial' }));
    expect(found).toEqual({ kind: 'uri', uri: 'mongodb://db.example/outdial' });
    // An address may hold a password.
    expect(place.said.join()).not.toContain('db.example');
  });

  it('is the mongod on PATH', async () => {
    const file = place.program('mongod', '');
    expect(await findMongo(place.context())).toEqual({ kind: 'mongod', path: file });
  });
});

describe('a build by Go', () => {
  it('that fails leaves nothing, and says what Go said', async () => {
    place.program('go', '[ "$1" = env ] && echo go1.26.8 || { echo it is broken >&2; exit 1; }');
    await expect(goProgram(place.context(), PROGRAM)).rejects.toThrow(
      /nothing of it was kept[\s\S]*it is broken/,
    );
    expect(builds()).toEqual([]);
  });

  it.each([
    ['write /x: no space left on device', /the disk is full/],
    ['dial tcp: lookup proxy.golang.org: no such host', /proxy cannot be reached.*GOPROXY/],
    ['go: example.com requires go >= 1.99.0 (running go 1.22)', /too old/],
  ])('that ends with "%s" says what to do', async (words, message) => {
    place.program('go', `[ "$1" = env ] && echo go1.26.8 || { echo '${words}'; exit 1; }`);
    await expect(goProgram(place.context(), PROGRAM)).rejects.toThrow(message);
  });

  it('with a Go that is too old is refused at once', async () => {
    place.program('go', 'echo go1.19.8');
    await expect(goProgram(place.context(), PROGRAM)).rejects.toThrow(
      /go1\.19\.8, and 1\.21 or newer is needed/,
    );
  });

  it('is done once when two launches want it at the same moment', async () => {
    place.program('go', GO);
    const [one, other] = await Promise.all([
      goProgram(place.context(), PROGRAM),
      goProgram(place.context(), PROGRAM),
    ]);
    expect(one).toBe(other);
    expect(place.said.filter((line) => line.includes('building') && line.endsWith('…'))).toHaveLength(1);
    expect(builds()).toEqual(['thing-1.2.3']);
  });

  it('that the user gives up is cleared away', async () => {
    place.program('go', '[ "$1" = env ] && echo go1.26.8 || /bin/sleep 60');
    const quit = new AbortController();
    const building = goProgram({ ...place.context(), signal: quit.signal }, PROGRAM);
    setTimeout(() => quit.abort(new Error('given up')), 300);
    await expect(building).rejects.toThrow('given up');
    expect(builds()).toEqual([]);
  });
});

it.each([
  ['go1.21', true],
  ['go1.26.8', true],
  ['go2.0', true],
  ['devel go1.27-abc', true],
  ['go1.20.14', false],
  ['', false],
])('Go %s is new enough: %s', (version, verdict) => {
  expect(isNewEnough(version)).toBe(verdict);
});
