import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface PortOwner {
  pid: number;
  command: string;
}

const LISTENING = '0A';

/** Who listens on a local TCP port, as far as this user may see; undefined where that cannot be told. */
export function portOwner(port: number): PortOwner | undefined {
  try {
    const inodes = new Set(
      ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => listeningInodes(file, port)),
    );
    if (inodes.size === 0) return undefined;
    const pid = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .find((name) => holdsSocket(name, inodes));
    return pid === undefined ? undefined : { pid: Number(pid), command: commandOf(pid) };
  } catch {
    return undefined;
  }
}

function listeningInodes(file: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(file, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === LISTENING)
    .map((fields) => fields[9] ?? '');
}

function holdsSocket(pid: string, inodes: Set<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`)) ?? [];
      return inode !== undefined && inodes.has(inode);
    });
  } catch {
    return false;
  }
}

function linkOf(file: string): string {
  try {
    return readlinkSync(file);
  } catch {
    return '';
  }
}

/** Its name, and its script where it runs one: other arguments may hold secrets. */
function commandOf(pid: string): string {
  const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  const isScript = (arg: string) => /^[^:]+\.([cm]?[jt]s|py|jar)$/.test(arg);
  const script = args.find((arg, index) => isScript(arg) && !args[index - 1]?.startsWith('-'));
  return [program.split('/').at(-1), script?.split('/').slice(-2).join('/')].filter(Boolean).join(' ');
}
