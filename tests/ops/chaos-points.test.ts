import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenForPoints } from '../../ops/chaos/point-server.ts';
import { Points } from '../../ops/chaos/points.ts';
import { freeze, send, treeOf } from '../../ops/chaos/processes.ts';
import { persist } from '../../ops/chaos/until.ts';
import { keptRunning, type Started } from '../../ops/infra/server-part.ts';
import { startChild, stopChild } from '../../ops/process/child.ts';
import { isRunning, until } from './support.ts';

const news = (point: string, callId = 'a call', pid = 7) => ({ point, callId, pid });

describe('the points that workers tell of', () => {
  it('count each call once, and know whose create is on its way', () => {
    const points = new Points();
    for (const each of [news('before intent'), news('after intent'), news('after intent')])
      points.reached(each);
    points.reached(news('after intent', 'another', 8));
    expect(points.dials).toBe(2);
    expect(points.longestInFlight([7, 8])).toMatchObject({ callId: 'a call', pid: 7 });
    expect(points.longestInFlight([8])).toMatchObject({ callId: 'another' });
    points.reached(news('answer got'));
    points.forget(8);
    expect(points.longestInFlight([7, 8])).toBeUndefined();
  });

  it('spring a trap once, for the first that comes by', async () => {
    const points = new Points();
    const struck: string[] = [];
    const waiting = points.lieInWait('saved', 5_000, ({ callId }) => struck.push(callId));
    points.reached(news('answer got', 'too early'));
    points.reached(news('saved', 'caught'));
    points.reached(news('saved', 'too late'));
    expect(await waiting).toBe(true);
    expect(struck).toEqual(['caught']);
  });

  it('forget a trap that nobody walked into', async () => {
    const points = new Points();
    expect(await points.lieInWait('saved', 1, () => expect(true).toBe(false))).toBe(false);
    points.reached(news('saved'));
  });
});

describe('the server for points', () => {
  it('answers once what a worker tells has been seen to, and refuses what is no such thing', async () => {
    const seen: unknown[] = [];
    const server = await listenForPoints((each) => seen.push(each));
    const post = (body: string) => fetch(`${server.url}/reached`, { method: 'POST', body });
    expect((await post(JSON.stringify(news('saved')))).status).toBe(204);
    expect((await post(JSON.stringify({ ...news('saved'), pid: 1 }))).status).toBe(400);
    expect((await post('{')).status).toBe(400);
    expect((await post('x'.repeat(5_000))).status).toBe(400);
    expect(seen).toEqual([news('saved')]);
    await server.close();
  });
});

const stateOf = (pid: number) => /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];

describe('a process that is frozen', () => {
  const started: number[] = [];
  afterEach(() => {
    for (const pid of started.splice(0)) send(pid, 'SIGKILL');
  });

  it('stands still with its children, until it is let go on', async () => {
    const parent = spawn('sh', ['-c', 'sleep 60 & wait']);
    const { pid = -1 } = parent;
    await until('it has a child', () => treeOf(pid).length === 2);
    const tree = treeOf(pid);
    started.push(...tree);
    const thaw = freeze([pid]);
    await until('all stand still', () => tree.every((each) => stateOf(each) === 'T'));
    thaw();
    await until('all go on', () => tree.every((each) => stateOf(each) === 'S'));
  });

  it('may be gone meanwhile', async () => {
    const parent = spawn('sleep', ['60']);
    const { pid = -1 } = parent;
    const thaw = freeze([pid]);
    expect(send(pid, 'SIGKILL')).toBe(true);
    await once(parent, 'exit');
    thaw();
    expect(send(pid, 'SIGCONT')).toBe(false);
  });
});

describe('a part of a server that is kept running', () => {
  const start = async (): Promise<Started> => {
    const child = startChild({ name: 'part', command: 'sleep', args: ['60'] });
    return { pid: child.pid, exited: child.exited, stop: () => stopChild(child) };
  };

  it('is started again when it was killed, also when that succeeds only after a while', async () => {
    let tries = 0;
    const part = await keptRunning('part', async () => {
      tries += 1;
      if (tries === 2) throw new Error('what the first has left is still there');
      return start();
    });
    const first = part.pid ?? -1;
    send(first, 'SIGKILL');
    await until('it runs again', () => part.pid !== undefined && part.pid !== first);
    expect(tries).toBe(3);
    const last = part.pid ?? -1;
    await part.stop();
    expect([first, last].filter(isRunning)).toEqual([]);
  });

  it('is not started again when it was stopped', async () => {
    let starts = 0;
    const part = await keptRunning('part', () => {
      starts += 1;
      return start();
    });
    await part.stop();
    await until('it has gone', () => part.pid === undefined);
    expect(starts).toBe(1);
  });
});

describe('whoever persists', () => {
  it('has what was wanted in the end, or the last reason why not', async () => {
    let tries = 0;
    const { signal } = new AbortController();
    const third = async () => {
      tries += 1;
      if (tries < 3) throw new Error(`try ${tries}`);
      return tries;
    };
    expect(await persist(third, 5_000, signal)).toBe(3);
    tries = 0;
    await expect(persist(third, 0, signal)).rejects.toThrow('try 1');
  });
});
