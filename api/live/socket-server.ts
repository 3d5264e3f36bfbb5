import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import { parseCallId } from '../../contracts/ids.ts';
import { type ClientToServer, type Room, roomName, type ServerToClient } from '../../contracts/live.ts';
import { type Account, seesNumbers } from '../auth/account.ts';
import { accountOf } from '../auth/session.ts';
import type { ApiDeps } from '../deps.ts';
import { ourOrigins } from '../middleware/same-origin.ts';
import { campaignIdSchema } from '../parse.ts';
import { Feed, type Listener } from './feed.ts';
import { type Message, presented } from './messages.ts';

type LiveServer = Server<ClientToServer, ServerToClient>;
type LiveSocket = Socket<ClientToServer, ServerToClient>;

const MAX_ROOMS = 20;
/** The longest time that a timer of Node can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const roomSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('campaigns') }),
  z.object({ kind: z.literal('campaign'), campaignId: campaignIdSchema }),
  z.object({
    kind: z.literal('call'),
    callId: z.string().refine((text) => parseCallId(text) !== undefined),
  }),
]);

/** The live feed on the API's own server; `close` ends every socket and the loop behind them. */
export function attachLive(server: HttpServer, deps: ApiDeps): { close: () => Promise<void> } {
  const origins = ourOrigins(deps.env);
  const io: LiveServer = new Server(server, {
    serveClient: false,
    maxHttpBufferSize: 10_000,
    allowRequest: (req, answer) => answer(null, comesFromUs(req, origins)),
  });
  const feed = new Feed(deps);
  io.use(async function identify(socket, next) {
    const account = await identityOf(socket, deps).catch(() => undefined);
    if (!account) return next(new Error('not_signed_in'));
    socket.data.account = account;
    next();
  });
  io.on('connection', (socket) => serve(socket, socket.data.account, feed, deps));
  return {
    async close() {
      await feed.close();
      await io.close();
    },
  };
}

/** A browser says whose page it is; another site's must not listen with our cookie. */
function comesFromUs(req: IncomingMessage, origins: Set<string>): boolean {
  return req.headers.origin === undefined || origins.has(req.headers.origin);
}

function identityOf(socket: LiveSocket, { env }: ApiDeps): Promise<Account | undefined> {
  const token: unknown = socket.handshake.auth.token;
  const apiKey = typeof token === 'string' ? token : undefined;
  return accountOf({ cookie: socket.handshake.headers.cookie, apiKey }, env);
}

function serve(socket: LiveSocket, account: Account, feed: Feed, { log }: ApiDeps): void {
  const inFull = seesNumbers(account.role);
  const watching = new Map<string, Room>();
  const expiry = setTimeout(() => socket.disconnect(true), msUntil(account.expiresAt));
  const listener: Listener = (message) => tell(socket, presented(message, inFull));

  socket.on('watch', function watchRoom(payload) {
    const room = roomSchema.safeParse(payload);
    if (!room.success || watching.size >= MAX_ROOMS) {
      log.debug({ tooMany: room.success }, 'watch refused');
      return;
    }
    const name = roomName(room.data);
    if (watching.has(name)) return;
    watching.set(name, room.data);
    void feed.watch(room.data, listener);
  });
  socket.on('unwatch', function unwatchRoom(payload) {
    const room = roomSchema.safeParse(payload);
    if (room.success && watching.delete(roomName(room.data))) feed.unwatch(room.data, listener);
  });
  socket.on('disconnect', function leaveAll() {
    clearTimeout(expiry);
    for (const room of watching.values()) feed.unwatch(room, listener);
    watching.clear();
  });
}

function msUntil(moment: number | null): number {
  return moment === null ? MAX_TIMER_MS : Math.max(0, moment - Date.now());
}

function tell(socket: LiveSocket, message: Message): void {
  if (message.event === 'campaign') socket.emit('campaign', message.payload);
  else if (message.event === 'calls') socket.emit('calls', message.payload);
  else if (message.event === 'call') socket.emit('call', message.payload);
  else socket.emit('turns', message.payload);
}
