import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { Express, Router } from 'express';
import { createApp } from '../../api/app.ts';
import { createDeps } from '../../api/deps.ts';
import { ERRORS } from '../../contracts/errors.ts';

const document = await readFile(new URL('../../docs/api.md', import.meta.url), 'utf8');

/** The rows of the table below a heading, as lists of cells without the backquotes around them. */
function tableBelow(heading: string): string[][] {
  const section = document.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replace(/^`(.*)`$/, '$1')),
  );
}

/** Every route of the application, as `GET /path`. */
function routesOf(router: Pick<Express | Router, 'stack'>): string[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route) return route.stack.map((layer) => `${layer.method.toUpperCase()} ${route.path}`);
    return 'stack' in handle ? routesOf(handle as unknown as Router) : [];
  });
}

describe('docs/api.md', () => {
  it('lists every error code with its status and meaning, and no other', () => {
    const known = Object.entries(ERRORS).map(([code, { status, meaning }]) => [code, `${status}`, meaning]);
    expect(tableBelow('Errors')).toEqual(known);
  });

  it('lists every endpoint, and no other', () => {
    const env = { SERVER_URL: 'http://localhost:8000', WEB_PORT: 5173 };
    const app = createApp(createDeps({ env, log: {}, temporal: {} } as Parameters<typeof createDeps>[0]));
    const listed = tableBelow('Endpoints').map(([method, path]) => `${method} ${path}`);
    expect(listed.sort()).toEqual([...new Set(routesOf(app.router))].sort());
  });
});
