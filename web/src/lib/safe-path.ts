/** A path of ours to go to after sign-in. Anything that a browser could read as another site's address is dropped. */
export function safePath(path: string | null): string {
  return path && /^\/(?![/\\])/.test(path) ? path : '/campaigns';
}
