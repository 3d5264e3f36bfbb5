import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a group of processes has used so far, and holds now. Of Linux alone, from /proc. */
export interface Usage {
  /** Seconds of CPU in user mode and in the kernel on its behalf: sending over loopback includes the receiver's side. */
  userSeconds: number;
  systemSeconds: number;
  rssBytes: number;
  /** Open sockets, listening ones included. */
  sockets: number;
}

/** Ticks of /proc a second: fixed at 100 for programs, whatever the kernel's own clock is. */
const TICKS = 100;
const PAGE = 4096;

interface Stat {
  group: number;
  userTicks: number;
  systemTicks: number;
  rssPages: number;
}

/** The fields of /proc/<pid>/stat that are needed; the name before them may contain anything, brackets too. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // proc(5) numbers them from 1; the first here is the third, the state.
  const field = (number: number) => Number(fields[number - 3]);
  return { group: field(5), userTicks: field(14), systemTicks: field(15), rssPages: field(24) };
}

/** Adds up all processes of a group: a command may be a shell with children. */
export function usageOfGroup(group: number): Usage {
  const usage: Usage = { userSeconds: 0, systemSeconds: 0, rssBytes: 0, sockets: 0 };
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    if (stat?.group !== group) continue;
    usage.userSeconds += stat.userTicks / TICKS;
    usage.systemSeconds += stat.systemTicks / TICKS;
    usage.rssBytes += stat.rssPages * PAGE;
    usage.sockets += socketsOf(pid);
  }
  return usage;
}

/** Seconds that all processors together have been busy since the machine started. */
export function busySeconds(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) / TICKS;
}

/** Undefined for a process that has just ended. */
function statOf(pid: string): Stat | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

function socketsOf(pid: string): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).filter((fd) => isSocket(`/proc/${pid}/fd/${fd}`)).length;
  } catch {
    return 0;
  }
}

function isSocket(path: string): boolean {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch {
    return false;
  }
}
