import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bringUp } from '../../ops/launch/bring-up.ts';
import { givenVariables } from '../../ops/launch/dot-env.ts';
import { claimInstance } from '../../ops/launch/instance.ts';
import { isWarning, readLogLine } from '../../ops/launch/log-lines.ts';
import { checkPorts, choosePorts } from '../../ops/launch/ports.ts';
import { isWorthAnotherTry, pauseBeforeRestart } from '../../ops/launch/restart-plan.ts';
import { secretsIn } from '../../ops/launch/secrets.ts';
import { Place } from './support.ts';

const place = new Place();
beforeEach(() => place.reset());
afterAll(() => place.remove());

describe('ports', () => {
  it('are as set, or the usual ones, or all of them free ones', async () => {
    expect(await choosePorts({ API_PORT: '9001' }, 'configured')).toMatchObject({
      API_PORT: 9001,
      WEB_PORT: 5173,
    });
    const free = await choosePorts({ API_PORT: '9001' }, 'free');
    expect(new Set(Object.values(free)).size).toBe(7);
    expect(free.API_PORT).not.toBe(9001);
  });

  it('that are taken are an error that names port, holder and variable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ports = { ...(await choosePorts({}, 'free')), API_PORT: port };
    const checking = checkPorts(ports, ['API_PORT', 'WEB_PORT'], '127.0.0.1', 0);
    await expect(checking).rejects.toThrow(
      new RegExp(
        `Port ${port}, for the API, is taken by node.* \\(process ${process.pid}\\)\\. .*set API_PORT`,
      ),
    );
    server.close();
  });

  it('that are given back in time are no error', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const ports = { ...(await choosePorts({}, 'free')), API_PORT: (server.address() as AddressInfo).port };
    const checking = checkPorts(ports, ['API_PORT'], '127.0.0.1', 10_000);
    server.close();
    await checking;
  });
});

describe('.env', () => {
  it('stands behind the shell, and what is empty counts as left out', () => {
    writeFileSync(
      path.join(place.folder, '.env'),
      '# ports\nAPI_PORT=1\nWEB_PORT=2\nAPI_KEY=\nTWILO_CPS=3\n',
    );
    const { variables, unknown } = givenVariables(place.folder, { API_PORT: '9', BRIDGE_PORT: '' });
    expect(variables).toEqual({ API_PORT: '9', WEB_PORT: '2', TWILO_CPS: '3' });
    expect(unknown).toEqual(['TWILO_CPS']);
  });
});

describe('secrets', () => {
  it('are made once, differ, and only their owner can read them', async () => {
    const first = await secretsIn(path.join(place.folder, 'one'));
    expect(await secretsIn(path.join(place.folder, 'one'))).toEqual(first);
    expect((await secretsIn(path.join(place.folder, 'two'))).SESSION_SECRET).not.toBe(first.SESSION_SECRET);
    expect(statSync(path.join(place.folder, 'one/secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('that are damaged are an error, not silently new ones', async () => {
    const folder = path.join(place.folder, 'three');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'secrets.json'), '{');
    await expect(secretsIn(folder)).rejects.toThrow(/damaged/);
  });
});

describe('a data folder', () => {
  const file = () => path.join(place.cache, 'launcher.json');

  it('is used by one launcher at a time', async () => {
    const claim = await claimInstance(place.cache, 'http://localhost:1');
    const own = JSON.parse(readFileSync(file(), 'utf8'));
    const parent = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    writeFileSync(file(), JSON.stringify({ ...own, pid: process.ppid, began: parent }));
    await expect(claimInstance(place.cache, '')).rejects.toThrow(
      /is running .* page is http:\/\/localhost:1/,
    );
    await claim.release();
  });

  it('is free again after its launcher was killed, also when its number was given to another process', async () => {
    mkdirSync(place.cache);
    writeFileSync(file(), JSON.stringify({ pid: process.ppid, began: '1', page: '' }));
    const claim = await claimInstance(place.cache, '');
    expect(claim.afterKill).toBe(true);
    await claim.release();
  });
});

describe('a process that crashes', () => {
  it('is started again after pauses that grow, until it has crashed too often within a minute', () => {
    const crashes = [0, 1_000, 2_000, 4_000, 8_000, 16_000];
    const plan = crashes.map((now, index) => {
      const sofar = crashes.slice(0, index + 1);
      return isWorthAnotherTry(sofar, now) ? pauseBeforeRestart(sofar, now) : 'given up';
    });
    expect(plan).toEqual([100, 300, 900, 2_700, 8_000, 'given up']);
  });

  it('is forgiven what is longer ago', () => {
    const crashes = [0, 1, 2, 3, 4, 100_000];
    expect(isWorthAnotherTry(crashes, 100_000)).toBe(true);
    expect(pauseBeforeRestart(crashes, 100_000)).toBe(100);
  });
});

describe('a line of a log', () => {
  it('is put for people, with its level', () => {
    const line = readLogLine('{"level":40,"time":"now","service":"api","port":1,"msg":"careful"}', 'stdout');
    expect(line).toEqual({ level: 40, message: 'careful', text: 'WARN: careful {"port":1}' });
    expect(isWarning(line)).toBe(true);
  });

  it('that is not ours is a warning on stderr alone', () => {
    expect(isWarning(readLogLine('hello', 'stdout'))).toBe(false);
    expect(isWarning(readLogLine('{"hello', 'stderr'))).toBe(true);
  });
});

describe('a launch that cannot be', () => {
  const signal = new AbortController().signal;

  it('lists every fault of the environment, and starts nothing', async () => {
    const given = { DATA_DIR: place.cache, API_PORT: 'eighty', TWILIO_CPS: '-1' };
    const launching = bringUp({ given, say: place.context().say, signal });
    await expect(launching).rejects.toThrow(/TWILIO_CPS[\s\S]*API_PORT|API_PORT[\s\S]*TWILIO_CPS/);
    expect(place.said).toEqual([]);
  });

  it('says what to do, and leaves the data folder free', async () => {
    const given = { DATA_DIR: place.cache, PATH: place.bin, XDG_CACHE_HOME: place.cache };
    const launching = bringUp({
      given,
      say: place.context().say,
      signal,
      ports: 'free',
      services: [],
      registriesOnly: true,
    });
    await expect(launching).rejects.toThrow(/Go is not on PATH|needs root/);
    await (await claimInstance(place.cache, '')).release();
  });
});
