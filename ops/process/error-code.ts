/** Whether an error of Node's has this code, such as `ENOENT`. Asked by shape: its class differs between realms. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
