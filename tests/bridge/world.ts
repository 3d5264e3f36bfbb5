import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { callIdOf } from '../../contracts/ids.ts';
import { CallReporter } from '../../media-bridge/call-reporter.ts';
import { LIMITS, type Limits } from '../../media-bridge/limits.ts';
import { BridgeServer } from '../../media-bridge/server.ts';
import { TemporalLink } from '../../media-bridge/temporal-link.ts';
import { TurnWriter } from '../../media-bridge/turn-writer.ts';
import { createLog } from '../../platform/log.ts';
import { AgentPeer, API_KEY } from './agent-peer.ts';
import { AUTH_TOKEN, PUBLIC_URL, SESSION_SECRET, TwilioPeer } from './twilio-peer.ts';

export const AGENT_ID = 'agent_01jtestagent00000000000000';
export const BRIDGE_KEY = 'api-key-of-tests-0123456789';

/** An id no other test has. */
export function newCallId(): string {
  const id = () => randomBytes(12).toString('hex');
  return callIdOf({ campaignId: id(), contactId: id(), attempt: 1 });
}

/** Base64 of 20 ms of one sound: told from others by its number. */
export function frame(sound: number, bytes = 160): string {
  return Buffer.alloc(bytes, sound).toString('base64');
}

export function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set for this test`);
  return value;
}

/** A real bridge between two peers that play the vendors, with a real Temporal client. */
export class World {
  readonly agent = new AgentPeer();
  readonly connection: Connection;
  readonly client: Client;
  readonly turns: TurnWriter;
  readonly reporter: CallReporter;
  readonly bridge: BridgeServer;
  readonly #streams: TwilioPeer[] = [];
  port = 0;

  private constructor(limits: Partial<Limits>, baseUrl?: string) {
    const log = createLog('bridge-test', 'silent');
    this.connection = Connection.lazy({ address: required('TEMPORAL_ADDRESS') });
    this.client = new Client({ connection: this.connection });
    this.turns = new TurnWriter(log, { gatherMs: 10 });
    this.reporter = new CallReporter(new TemporalLink(this.connection, 'default'), log, 'nobody-polls-this');
    const agent = this.agent;
    this.bridge = new BridgeServer({
      keys: { bridgeUrl: PUBLIC_URL, authToken: AUTH_TOKEN, sessionSecret: SESSION_SECRET },
      elevenLabs: {
        get baseUrl() {
          return baseUrl ?? agent.baseUrl;
        },
        apiKey: API_KEY,
        agentId: AGENT_ID,
      },
      turns: this.turns,
      reporter: this.reporter,
      // A machine that is busy with other tests is no reason to refuse a call.
      limits: { ...LIMITS, loopDelayMs: 60_000, ...limits },
      log,
      findDown: async () => [],
      apiKey: BRIDGE_KEY,
    });
  }

  static async create(limits: Partial<Limits> = {}, baseUrl?: string): Promise<World> {
    const world = new World(limits, baseUrl);
    await world.agent.listen();
    world.port = await world.bridge.listen(0, '127.0.0.1');
    return world;
  }

  /** A stream that Twilio has just opened. */
  dial(callId = newCallId()): TwilioPeer {
    const stream = new TwilioPeer(this.port, { callId });
    this.#streams.push(stream);
    return stream;
  }

  /** A stream whose agent is there: audio passes both ways. */
  async talk(parameters: Record<string, string> = {}, callId = newCallId()): Promise<TwilioPeer> {
    const stream = this.dial(callId);
    await stream.start(parameters);
    stream.speak(frame(0));
    await this.agent.expect('conversation_initiation_client_data');
    // The metadata lies in the agent's socket before this ping: its answer shows that it was read.
    this.agent.say({ type: 'ping', ping_event: { event_id: 990_000 } });
    await this.agent.expect('pong');
    return stream;
  }

  async close(): Promise<void> {
    await this.bridge.drain(0);
    await Promise.all([this.reporter.close(0), this.turns.close(0)]);
    for (const { socket } of this.#streams) socket.terminate();
    await this.agent.close();
    await this.connection.close();
  }
}
