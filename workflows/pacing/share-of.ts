/** A campaign that has work, as its pump said a moment ago, or says now. */
export interface Contender {
  id: string;
  weight: number;
  /** 1 comes first. */
  priority: number;
  /** Calls up, those included that wait to be dialed. */
  up: number;
  /** Calls that it would start now if there were room without end: its own bounds are in it already. */
  wants: number;
  /** Of these, call-backs that somebody waits for. */
  callBacks: number;
  /** What it has been given so far, in starts for each unit of weight; only differences mean something. */
  served: number;
}

/** What all campaigns together may start now. */
export interface Room {
  /** Free lines that are not held back. */
  lines: number;
  /** Free lines that are held back, for calls by hand and for call-backs. */
  reserved: number;
  /** More calls that the bridges and the agents could take on, if all were answered at once. */
  answerable: number;
  /** More calls that may wait for their moment to be dialed. */
  starts: number;
}

/** Bisecting so often makes any number of lines exact to far less than one. */
const HALVINGS = 50;
const NEARLY = 1e-6;

/**
 * How many more calls each campaign may start now. Higher priorities are served first. Within one, lines go by weight,
 * and what one cannot use goes to the others. The line that is left over by rounding, and each start where the pace is
 * what is scarce, goes to whoever was served least for their weight. The same facts give the same answer, so every
 * campaign can work it out for itself.
 */
export function shareOf(room: Room, contenders: readonly Contender[]): Map<string, number> {
  const shares = new Map(contenders.map(({ id }) => [id, 0]));
  let lines = whole(room.lines);
  let starts = Math.min(whole(room.starts), whole(room.answerable));
  for (const peers of byPriority(contenders)) {
    const given = deal(Math.min(lines, starts), lines, peers, shares);
    lines -= given;
    starts -= given;
  }
  dealReserve(Math.min(whole(room.reserved), starts), contenders, shares);
  return shares;
}

function whole(amount: number): number {
  return Math.max(0, Math.floor(amount));
}

function byPriority(contenders: readonly Contender[]): Contender[][] {
  const priorities = [...new Set(contenders.map(({ priority }) => priority))].sort(
    (one, other) => one - other,
  );
  return priorities.map((priority) => contenders.filter((contender) => contender.priority === priority));
}

/** Gives out so many starts one by one; says how many were taken. */
function deal(starts: number, lines: number, peers: Contender[], shares: Map<string, number>): number {
  if (starts === 0) return 0;
  const targets = targetsOf(lines, peers);
  const has = (peer: Contender) => peer.up + (shares.get(peer.id) ?? 0);
  for (let dealt = 0; dealt < starts; dealt += 1) {
    const below = (bound: (target: number) => number) =>
      peers.filter((peer, index) => has(peer) < bound(targets[index] ?? 0));
    const due = below((target) => Math.floor(target + NEARLY));
    const next = leastServed(due.length > 0 ? due : below((target) => Math.ceil(target - NEARLY)), shares);
    if (!next) return dealt;
    shares.set(next.id, (shares.get(next.id) ?? 0) + 1);
  }
  return starts;
}

/** Fractions of lines by weight, between what each has up already and what it could use. */
function targetsOf(lines: number, peers: Contender[]): number[] {
  const all = lines + sum(peers.map(({ up }) => up));
  const at = (level: number) =>
    peers.map(({ weight, up, wants }) => Math.min(Math.max(level * weight, up), up + wants));
  let low = 0;
  let high = all + 1;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (sum(at(middle)) > all) high = middle;
    else low = middle;
  }
  return at(low);
}

function leastServed(peers: Contender[], shares: Map<string, number>): Contender | undefined {
  const served = (peer: Contender) => peer.served + (shares.get(peer.id) ?? 0) / peer.weight;
  return peers.reduce<Contender | undefined>(
    (least, peer) => (least && served(least) <= served(peer) ? least : peer),
    undefined,
  );
}

/** Call-backs that got no line of those for everybody may have one that is held back. */
function dealReserve(reserved: number, contenders: readonly Contender[], shares: Map<string, number>): void {
  let left = reserved;
  for (const { id, callBacks, wants } of byPriority(contenders).flat()) {
    const share = shares.get(id) ?? 0;
    const more = Math.min(left, Math.max(0, Math.min(callBacks, wants) - share));
    shares.set(id, share + more);
    left -= more;
  }
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
