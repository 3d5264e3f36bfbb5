import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { debianMirror, mirrorsOfList, mirrorsOfStanzas } from '../../ops/provision/apt.ts';
import { Place } from './support.ts';

const place = new Place();
afterAll(() => place.remove());

describe('sources of one line each', () => {
  it('are read with and without options; comments and sources for building are not', () => {
    const list = `
# deb http://old.example/debian bookworm main
deb-src http://src.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/x.gpg] https://mirror.example/debian bookworm main contrib
deb http://other.example/tool stable stable
deb http://second.example/debian bookworm main`;
    expect(mirrorsOfList(list)).toEqual(['https://mirror.example/debian', 'http://second.example/debian']);
  });
});

describe('sources in stanzas', () => {
  it('are read with several addresses and folded lines; disabled ones are not', () => {
    const stanzas = `Types: deb deb-src
# where it was taken from
URIs: http://one.example/debian
 http://two.example/debian
Suites: bookworm bookworm-updates
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb-src
URIs: http://src.example/debian
Suites: bookworm
Components: main`;
    expect(mirrorsOfStanzas(stanzas)).toEqual(['http://one.example/debian', 'http://two.example/debian']);
  });
});

describe('the mirror', () => {
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(place.folder, file)), { recursive: true });
    writeFileSync(path.join(place.folder, file), text);
  };

  it('is the main archive, not the one for security', async () => {
    write('apt/sources.list', 'deb http://one.example/debian-security bookworm-security main\n');
    write(
      'apt/sources.list.d/debian.sources',
      'Types: deb\nURIs: http://two.example/debian\nSuites: bookworm\nComponents: main\n',
    );
    expect(await debianMirror(path.join(place.folder, 'apt'))).toBe('http://two.example/debian');
  });

  it('is unknown on a machine without apt', async () => {
    expect(await debianMirror(path.join(place.folder, 'nowhere'))).toBeUndefined();
  });
});
