import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type WebSocket as Socket, WebSocket, WebSocketServer } from 'ws';
import { FrameReader } from '../../bench/bridge/generator/frames.ts';
import { FrameWriter, frameOf } from '../../media-bridge/frame-writer.ts';
import { until } from '../support/until.ts';

const HEAD = Buffer.from('{"user_audio_chunk":"');
const TAIL = Buffer.from('"}');

function read(frames: Buffer[]): string[] {
  const texts: string[] = [];
  const reader = new FrameReader((opcode, payload) => texts.push(`${opcode} ${payload.toString('latin1')}`));
  for (const frame of frames) reader.push(Buffer.from(frame));
  return texts;
}

describe('a frame', () => {
  const lengths = fc.oneof(
    fc.nat(300),
    fc.constantFrom(102, 103, 104, 16_000, 17_000, 65_512, 65_513, 70_000),
  );

  it('is read as it was made, of any length, masked or not, beside any others', () => {
    const many = fc.array(fc.tuple(lengths, fc.nat(9), fc.boolean()), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(many, (all) => {
        const texts = all.map(([length], index) => String.fromCharCode(97 + index).repeat(length));
        const frames = all.map(([length, offset, masked], index) => {
          const bytes = Buffer.from(`${'#'.repeat(offset)}${texts[index]}#`);
          return frameOf(HEAD, bytes, offset, offset + length, TAIL, masked);
        });
        expect(read(frames)).toEqual(texts.map((text) => `1 {"user_audio_chunk":"${text}"}`));
      }),
    );
  });

  it('of a client is masked with another key each time', () => {
    const bytes = Buffer.from('A'.repeat(216));
    const keys = Array.from({ length: 3_000 }, () => {
      const frame = frameOf(HEAD, bytes, 0, bytes.length, TAIL, true);
      expect((frame[1] ?? 0) & 0x80).toBe(0x80);
      return frame.readInt32LE(4);
    });
    expect(new Set(keys).size).toBeGreaterThan(2_990);
    expect(frameOf(HEAD, bytes, 0, bytes.length, TAIL, false)[1]).toBe(126);
  });
});

describe('beside what ws sends on the same connection', () => {
  const open: WebSocketServer[] = [];
  afterEach(() => {
    for (const server of open.splice(0)) {
      for (const client of server.clients) client.terminate();
      server.close();
    }
  });

  async function pair(): Promise<{ client: Socket; server: Socket; writer: FrameWriter }> {
    const listening = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    open.push(listening);
    await once(listening, 'listening');
    const client = new WebSocket(`ws://127.0.0.1:${(listening.address() as AddressInfo).port}`, {
      perMessageDeflate: false,
    });
    const upgraded = once(client, 'upgrade');
    const [[server], [response]] = await Promise.all([once(listening, 'connection'), upgraded]);
    if (client.readyState !== client.OPEN) await once(client, 'open');
    return { client, server, writer: new FrameWriter(response.socket, true) };
  }

  it('messages, pings and the close keep their order, also when the peer does not read for a while', async () => {
    const { client, server, writer } = await pair();
    const seen: string[] = [];
    server.on('message', (data) => seen.push(String(data)));
    server.on('ping', (data) => seen.push(`ping ${data}`));
    server.pause();
    const sent: string[] = [];
    const audio = Buffer.from('A'.repeat(4_000));
    for (let number = 0; client.bufferedAmount < 500_000; number++) {
      writer.write(Buffer.from(`${number}:`), audio, 0, audio.length, TAIL);
      sent.push(`${number}:${audio}"}`);
      if (number % 3 === 0) client.send(`text ${number}`);
      if (number % 3 === 0) sent.push(`text ${number}`);
      if (number % 7 === 0) client.ping(String(number));
      if (number % 7 === 0) sent.push(`ping ${number}`);
    }
    client.close(1000);
    server.resume();
    const [code] = await once(server, 'close');
    expect(code).toBe(1000);
    expect(seen).toEqual(sent);
    await until('the client to be closed', () => client.readyState === client.CLOSED);
  });

  it('a connection that is gone costs nothing', async () => {
    const { client, writer } = await pair();
    client.on('error', () => undefined);
    client.terminate();
    writer.write(HEAD, Buffer.from('AAAA'), 0, 4, TAIL);
    await once(client, 'close');
  });
});
