import type { StandingFaults } from './standing-faults.ts';

/** What the standing faults have in store for one socket. */
export interface SocketPlan {
  /** Closed with 1008 before any metadata. */
  refuse: boolean;
  /** The connection is cut, without a close frame. */
  dieAfterMs?: number;
  /** Open, but silent and deaf from then on. */
  stallAfterMs?: number;
  close?: { code: CloseCode; afterMs: number };
  silentErrors: boolean;
  pongWithinMs?: number;
  unknownEvents: boolean;
  growingEventIds: boolean;
  alignment: boolean;
}

/** The order decides when several would strike: those of the start first. */
const CLOSE_CODES = [3008, 4300, 1008, 1002, 1011] as const;
export type CloseCode = (typeof CLOSE_CODES)[number];

/** Reference 2.12: contract and capacity show at once, operation and accidents in the middle of a talk. */
const AT_START: ReadonlySet<CloseCode> = new Set([3008, 4300, 1008]);
const DIES_AFTER = [500, 5000] as const;
const STALLS_AFTER = [500, 3000] as const;

export const NO_TROUBLE: SocketPlan = {
  refuse: false,
  silentErrors: false,
  unknownEvents: false,
  growingEventIds: false,
  alignment: false,
};

export function planSocket(faults: StandingFaults, key: string): SocketPlan {
  const { socket } = faults.set;
  if (!socket) return NO_TROUBLE;
  const { dieAfterMs = DIES_AFTER, stallAfterMs = STALLS_AFTER } = socket;
  const strikes = (name: string, share: number | undefined) => faults.strikes(`socket.${name}`, key, share);
  const dies = strikes('die', socket.die ?? (socket.dieAfterMs && 1));
  const code = CLOSE_CODES.find((one) => strikes(`closeCode.${one}`, socket.closeCode?.[one]));
  const closesAfter = code && (AT_START.has(code) ? 0 : faults.drawn('socket.closeCode', key, dieAfterMs));
  return {
    refuse: strikes('refuse', socket.refuse),
    dieAfterMs: dies ? faults.drawn('socket.die', key, dieAfterMs) : undefined,
    stallAfterMs: strikes('stall', socket.stall)
      ? faults.drawn('socket.stall', key, stallAfterMs)
      : undefined,
    close: code && closesAfter !== undefined ? { code, afterMs: closesAfter } : undefined,
    silentErrors: strikes('silentErrors', socket.silentErrors),
    pongWithinMs: socket.pongWithinMs,
    unknownEvents: strikes('unknownEvents', socket.unknownEvents),
    growingEventIds: strikes('growingEventIds', socket.growingEventIds),
    alignment: strikes('alignment', socket.alignment),
  };
}
