import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The workflows as one script for Temporal's sandbox; takes about two seconds, so it is made once for a process. */
export function bundleWorkflows(
  workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    logger: new DefaultLogger('WARN'),
    // Modules are named by where they lie from here: from wherever a process starts, the same code is the same script.
    webpackConfigHook: (config) => ({ ...config, context: ROOT }),
  });
}

/** The workflows as they were bundled before, or else bundled now. */
export async function loadWorkflows(file: string | undefined): Promise<{ code: string }> {
  return file === undefined ? bundleWorkflows() : { code: await readFile(file, 'utf8') };
}

/** Enough of a hash to tell all versions apart that there will ever be. */
const BUILD_ID_LENGTH = 12;
/** Comes last in the script and holds the paths of this machine. */
const SOURCE_MAP = '\n//# sourceMappingURL=';

/** Names the workflow code by its content: the same code is the same version, on whichever machine it was bundled. */
export function buildIdOf({ code }: Pick<WorkflowBundleWithSourceMap, 'code'>): string {
  const end = code.lastIndexOf(SOURCE_MAP);
  const script = end < 0 ? code : code.slice(0, end);
  return createHash('sha256').update(script).digest('hex').slice(0, BUILD_ID_LENGTH);
}
