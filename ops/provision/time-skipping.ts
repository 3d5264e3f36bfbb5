import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandFailed, run } from '../process/run.ts';
import { which } from '../process/which.ts';
import { aptInstall } from './apt.ts';
import { cached } from './cache.ts';
import { CannotProvision, type Context, cacheDir } from './context.ts';
import { sayingSo } from './long-work.ts';

const ABOUT = 'Test server';
const VERSION = '1.38.0';
const PROGRAM = 'temporal-test-server';

/** Temporal's test server, whose clock jumps over waits; for workflow tests. Returns a program that takes a port. */
export async function timeSkippingServer(context: Context): Promise<string> {
  const { env } = context;
  if (env.TIME_SKIPPING_SERVER) return env.TIME_SKIPPING_SERVER;
  const name = `${PROGRAM}-${VERSION}`;
  const isBuilt = existsSync(join(cacheDir(env), name));
  const missing = [
    ...(which('java', env.PATH) ? [] : ['default-jre-headless']),
    ...(which('mvn', env.PATH) || isBuilt ? [] : ['maven']),
  ];
  if (missing.length) await aptInstall(context, ABOUT, missing);
  const folder = await cached(context, {
    name,
    about: ABOUT,
    needsBytes: 0.3e9,
    make: ({ out, work }) =>
      sayingSo(context, ABOUT, `fetching ${PROGRAM} ${VERSION} with Maven (1 min, once)`, async () => {
        await fetchJars(context, out, work);
        await writeWrapper(join(out, PROGRAM));
      }),
  });
  return join(folder, PROGRAM);
}

async function fetchJars({ env, signal }: Context, out: string, work: string): Promise<void> {
  const pom = join(work, 'pom.xml');
  await writeFile(pom, POM);
  const copy = [
    'dependency:copy-dependencies',
    `-DoutputDirectory=${join(out, 'lib')}`,
    '-DincludeScope=runtime',
  ];
  try {
    await run('mvn', ['-q', '-B', `-Dmaven.repo.local=${join(work, 'repository')}`, '-f', pom, ...copy], {
      env,
      signal,
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new CannotProvision(
      `${ABOUT}: Maven could not fetch it. Check the network and ~/.m2/settings.xml.\n${error.message}`,
    );
  }
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>outdial</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>${PROGRAM}</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <dependency><!-- Else it complains at each start that it cannot log. -->
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/** The SDK starts it with a port and waits five seconds: the two settings make Java start faster than that. */
const WRAPPER = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$(dirname "$0")/lib/*" \\
  io.temporal.testserver.TestServer "$@"
`;

async function writeWrapper(file: string): Promise<void> {
  await writeFile(file, WRAPPER);
  await chmod(file, 0o755);
}
