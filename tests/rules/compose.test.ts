import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { temporalArguments } from '../../ops/infra/temporal.ts';

interface Service {
  image: string;
  command?: string[];
  ports: string[];
  volumes?: string[];
  healthcheck?: { test: string[] };
}

const file = path.resolve(import.meta.dirname, '../../temporal-dev.yml');
const { services, volumes } = parse(readFileSync(file, 'utf8')) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};

describe('temporal-dev.yml', () => {
  it('has Temporal with its Web, MongoDB and Redis, each of a fixed version', () => {
    expect(Object.keys(services).sort()).toEqual(['mongo', 'redis', 'temporal']);
    for (const { image } of Object.values(services)) expect(image).toMatch(/^[\w/]+:\d/);
  });

  it('starts Temporal as the launcher does', () => {
    const addresses = /^--(ui-)?ip=|^--db-filename=/;
    const settings = (args: string[] = []) => args.filter((each) => !addresses.test(each)).sort();
    const ours = temporalArguments({ port: 7233, uiPort: 8233, dbFile: 'temporal.db' });
    expect(settings(services.temporal?.command)).toEqual(settings(ours));
  });

  it('makes MongoDB a replica set under the name by which it is reached', () => {
    expect(services.mongo?.command).toEqual(expect.arrayContaining(['--replSet', 'outdial']));
    expect(services.mongo?.healthcheck?.test.at(-1)).toContain("host: '127.0.0.1:27017'");
  });

  it('listens on loopback alone, and keeps data in volumes that it declares', () => {
    const all = Object.values(services);
    for (const port of all.flatMap(({ ports }) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/);
    const used = all.flatMap((service) => service.volumes ?? []).map((volume) => volume.split(':')[0]);
    expect(used.sort()).toEqual(Object.keys(volumes).sort());
  });
});
