import type { Profiler } from 'node:inspector';

/** Where a profiled program spent its time, in microseconds. */
export interface ProfileParts {
  /** Its own code, and its packages': what it can do something about. Built-ins that they call count with them. */
  own: number;
  /** The same by package: `ws`, or `(itself)`. */
  byPackage: Record<string, number>;
  /** Node's own JavaScript: streams, sockets, timers. */
  node: number;
  gc: number;
  /** Everything else that is not idle: system calls, libuv, V8's compiler. */
  native: number;
  idle: number;
}

export interface CostlyFunction {
  name: string;
  place: string;
  microseconds: number;
}

type Node = Profiler.ProfileNode;
type Kind = 'own' | 'node' | 'gc' | 'native' | 'idle' | 'probe';

/** Names without a file that V8 gives to what is no function. */
const NO_FUNCTION: Record<string, Kind> = {
  '(idle)': 'idle',
  '(garbage collector)': 'gc',
  '(program)': 'native',
  '(root)': 'native',
};

/** Functions of Node's bindings whose time is the kernel's: the others, such as decoding base64, work for their caller. */
const KERNEL = /^(write(v|Buffer|\w+String)|shutdown|close|connect\d?|open|readStart|readStop)$/;

/** Node's JavaScript that is a built-in to its caller. */
const BUILT_IN = /^node:(internal\/)?buffer$/;

/** The part of a program that only looks on; its time is nobody's. */
const PROBE = /^node:inspector$|\/bench\/bridge\/inside\.ts$/;

/** Adds up the self time of a CPU profile by where the code comes from. */
export function partsOf(profile: Profiler.Profile): ProfileParts {
  const parts: ProfileParts = { own: 0, byPackage: {}, node: 0, gc: 0, native: 0, idle: 0 };
  const callers = callersIn(profile);
  for (const [node, microseconds] of selfTimes(profile)) {
    const [kind, at] = kindOf(node, callers);
    if (kind === 'probe') continue;
    parts[kind] += microseconds;
    if (kind !== 'own') continue;
    const name = packageOf(at.callFrame.url);
    parts.byPackage[name] = (parts.byPackage[name] ?? 0) + microseconds;
  }
  return parts;
}

/** The functions with the largest self time, the largest first. */
export function costliest(profile: Profiler.Profile, count: number): CostlyFunction[] {
  const byPlace = new Map<string, CostlyFunction>();
  const callers = callersIn(profile);
  for (const [node, microseconds] of selfTimes(profile)) {
    const [kind] = kindOf(node, callers);
    if (kind === 'idle' || kind === 'probe') continue;
    const name = node.callFrame.functionName || '(anonymous)';
    const place = placeOf(node);
    const entry = byPlace.get(`${name} ${place}`) ?? { name, place, microseconds: 0 };
    entry.microseconds += microseconds;
    byPlace.set(`${name} ${place}`, entry);
  }
  return [...byPlace.values()].sort((a, b) => b.microseconds - a.microseconds).slice(0, count);
}

/** Each sample stands for the time from it to the next. */
function selfTimes({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<Node, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const times = new Map<Node, number>();
  for (const [index, id] of samples.entries()) {
    const node = byId.get(id);
    if (node) times.set(node, (times.get(node) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0));
  }
  return times;
}

function callersIn({ nodes }: Profiler.Profile): Map<number, Node> {
  return new Map(
    nodes.flatMap((node) => (node.children ?? []).map((child): [number, Node] => [child, node])),
  );
}

/** Whose time it is, and the function by which that is known: this one, or the one for which a built-in works. */
function kindOf(node: Node, callers: Map<number, Node>): [Kind, Node] {
  const { functionName, url } = node.callFrame;
  const special = url === '' ? NO_FUNCTION[functionName] : undefined;
  if (special) return [special, node];
  if (PROBE.test(url)) return ['probe', node];
  const caller = callers.get(node.id);
  if (url === '' && KERNEL.test(functionName)) return ['native', node];
  if (url === '' || BUILT_IN.test(url)) return caller ? kindOf(caller, callers) : ['native', node];
  return [url.startsWith('node:') ? 'node' : 'own', node];
}

function packageOf(url: string): string {
  const [, name] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return name ?? '(itself)';
}

function placeOf({ callFrame: { url, lineNumber } }: Node): string {
  const short = url.replace(/^.*\/(node_modules|bench|media-bridge|contracts|platform)\//, '$1/');
  return url === '' ? '' : `${short}:${lineNumber + 1}`;
}
