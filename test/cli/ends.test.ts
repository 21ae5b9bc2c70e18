/** How a process ends that somebody interrupts, or whose streams, terminal or home are gone: in order, and its results stay. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAIN } from './command.ts';

const NODE = process.execPath;
/** Loaded before the command: tells when it begins to heed signals, the first thing that it does. */
const AWAKE = `data:text/javascript,const { on } = process;
process.on = function (name, heed) {
  if (name === 'SIGHUP') process.stderr.write('awake\\n');
  return on.call(this, name, heed);
};`;
const STUDY = {
  study: 'ends',
  runs: 2,
  data: { set: 'mnist', validation: 300, subset: 1280 },
  network: { hidden: [8] },
  training: { patience: null, maxEpochs: 3 },
  analysis: { fewestEpochs: 2, resamples: 200 },
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ends-'));
  writeFileSync(join(folder, 'ends.json'), JSON.stringify(STUDY));
  const long = { ...STUDY, study: 'long', training: { patience: null, maxEpochs: 100_000 } };
  writeFileSync(join(folder, 'long.json'), JSON.stringify(long));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a shell does with a script; `$K` is the command. */
function shell(script: string, options: { uid?: number; env?: Record<string, string> } = {}) {
  const settings = { cwd: folder, encoding: 'utf8', timeout: 100_000, ...options } as const;
  return spawnSync('sh', ['-c', script.replaceAll('$K', `"${NODE}" "${MAIN}"`)], settings);
}

interface End {
  readonly status: number | null;
  readonly stderr: string;
}

/** Starts a command, does something to it as soon as standard error has a text, and waits for its end. */
function disturbed(args: readonly string[], when: RegExp, disturb: (pid: number) => void): Promise<End> {
  return new Promise((resolve) => {
    const child = spawn(NODE, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let isDone = false;
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (isDone || !when.test(stderr) || child.pid === undefined) return;
      isDone = true;
      disturb(child.pid);
    });
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

const interrupt = (pid: number) => process.kill(pid, 'SIGINT');
const lines = (stderr: string) => stderr.match(/^kolmoscope: .*$/gm) ?? [];

describe('closed streams:', () => {
  test.each([
    ['standard error closed', '2>&-', 0],
    ['standard error without a reader', '2> >(true)', 0],
    ['standard output closed', '>&-', 0],
    ['standard output without a reader', '> >(true)', 0],
    ['a full disk as standard output', '> /dev/full', 1],
    ['a full disk as standard error', '2> /dev/full', 0],
  ])('a study finishes and writes its report with %s', (_, redirection, expected) => {
    const out = `closed-${redirection.replaceAll(/\W+/g, (signs) => `${signs.charCodeAt(0)}-${signs.length}`)}`;
    const command = `"${NODE}" "${MAIN}" run ends.json --threads 2 --out '${out}' ${redirection}`;
    const { status } = spawnSync('bash', ['-c', command], { cwd: folder, timeout: 100_000 });
    expect(status).toBe(expected);
    expect(existsSync(join(folder, out, 'summary.json'))).toBe(true);
    expect(existsSync(join(folder, out, 'report.html'))).toBe(true);
  });

  test('what a command writes beside printing is written when nobody reads that', () => {
    writeFileSync(join(folder, 'ones.csv'), '0.5,-0.25,1,-1\n'.repeat(4));
    const { status } = spawnSync('bash', ['-c', `"${NODE}" "${MAIN}" measure ones.csv --map ones.png > >(true)`], {
      cwd: folder,
      timeout: 100_000,
    });
    expect([status, existsSync(join(folder, 'ones.png'))]).toEqual([0, true]);
  });

  test('the exit status of an error does not need a standard error', () => {
    expect(shell('$K run nowhere 2>&-').status).toBe(2);
    expect(shell('$K measure nowhere.npy 2>/dev/full').status).toBe(1);
  });
});

describe('Ctrl-C:', () => {
  test('at whatever moment after Node has started, one line and status 130', async () => {
    for (let moment = 0; moment < 12; moment++) {
      const out = `cut-${moment}`;
      const args = [MAIN, 'run', 'long.json', '--threads', '2', '--out', out];
      const { status, stderr } = await disturbed(['--import', AWAKE, ...args], /awake/, (pid) => {
        setTimeout(() => interrupt(pid), moment * 100);
      });
      expect([status, lines(stderr).length], `${moment * 100} ms: ${stderr}`).toEqual([130, 1]);
      expect(stderr).toMatch(/kolmoscope: interrupted[^\n]*\n$/);
    }
  });

  test('a second one ends the process at once', async () => {
    const args = [MAIN, 'run', 'long.json', '--threads', '2', '--out', 'twice'];
    const { status } = await disturbed(args, /to perform/, (pid) => {
      interrupt(pid);
      setTimeout(() => interrupt(pid), 5);
    });
    // Null: the signal itself ended it, unless the first was already through.
    expect([null, 130]).toContain(status);
  });

  test('with --fresh nothing is said of runs that were there before', async () => {
    const args = [MAIN, 'run', 'long.json', '--fresh', '--threads', '1', '--out', 'fresh'];
    const { stderr } = await disturbed(args, /to perform/, interrupt);
    expect(lines(stderr)).toEqual([
      'kolmoscope: interrupted: 0 of 2 runs are performed anew in fresh; ' +
        'without --fresh the same command performs only those that are missing',
    ]);
  });

  test('of a download that hangs', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    try {
      const places = { KOLMOSCOPE_DATA: '', XDG_DATA_DIRS: folder, XDG_DATA_HOME: join(folder, 'data') };
      const env = { ...process.env, ...places };
      const ended = new Promise<End>((resolve) => {
        const child = spawn(NODE, [MAIN, 'data', 'get', 'fashion-mnist', '--from', address], { cwd: folder, env });
        let stderr = '';
        child.stderr.on('data', (chunk) => {
          stderr += chunk;
        });
        child.on('close', (status) => resolve({ status, stderr }));
        server.once('request', () => child.kill('SIGINT'));
      });
      expect(await ended).toEqual({ status: 130, stderr: 'kolmoscope: interrupted\n' });
      expect(existsSync(join(folder, 'data'))).toBe(false);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test.each([
    ['ctm build', ['ctm', 'build', '--dims', '1', '--states', '5', '--threads', '2', '--out', 'cut.ctm']],
    ['ctm verify', ['ctm', 'verify', '1d-n5', '--seconds', '100']],
    ['sensitivity', ['sensitivity', 'long.json', '--threads', '2', '--out', 'cut-sensitivity']],
  ])('%s', async (_, args) => {
    const { status, stderr } = await disturbed(['--import', AWAKE, MAIN, ...args], /awake/, (pid) => {
      setTimeout(() => interrupt(pid), 700);
    });
    expect([status, lines(stderr).length], stderr).toEqual([130, 1]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('other signals:', () => {
  test('SIGTERM ends a study as Ctrl-C does, with its own status', async () => {
    const args = [MAIN, 'run', 'long.json', '--threads', '2', '--out', 'terminated'];
    const { status, stderr } = await disturbed(args, /to perform/, (pid) => process.kill(pid, 'SIGTERM'));
    expect([status, lines(stderr).length], stderr).toEqual([143, 1]);
  });

  test('under nohup a study goes on when the terminal goes', () => {
    const { stdout } = shell(
      'nohup $K run ends.json --threads 1 --out hung > nohup.log 2>&1 & ' +
        'until grep -q "to perform" nohup.log 2>/dev/null; do sleep 0.05; done; kill -HUP $!; wait $!; echo $?',
    );
    expect(stdout).toBe('0\n');
    expect(existsSync(join(folder, 'hung/summary.json'))).toBe(true);
  });

  // util-linux's `script` gives a command a terminal of its own.
  test.runIf(spawnSync('sh', ['-c', 'command -v script']).status === 0)(
    'where a terminal goes a study ends in order',
    () => {
      const log = join(folder, 'terminal.log');
      const inside = `echo $$ > pid; exec "${NODE}" "${MAIN}" run long.json --threads 1 --out gone`;
      writeFileSync(join(folder, 'inside.sh'), inside);
      shell(
        `script -qefc 'sh inside.sh' '${log}' > /dev/null < /dev/null & ` +
          `until grep -q "to perform" '${log}' 2>/dev/null; do sleep 0.05; done; kill -HUP $(cat pid); wait $!`,
      );
      expect(readFileSync(log, 'utf8')).toMatch(/kolmoscope: interrupted: 0 of 2 runs are kept in gone/);
      expect(readFileSync(log, 'utf8')).toMatch(/COMMAND_EXIT_CODE="129"/);
    },
  );
});

describe('no home:', () => {
  const bare = { PATH: String(process.env.PATH), TMPDIR: '/nowhere' };

  test('a study and the tables need none, nor a folder for temporary files', () => {
    expect(shell('$K run ends.json --threads 1 --out homeless', { env: bare }).status).toBe(0);
    expect(shell('$K ctm show 0110', { env: bare }).status).toBe(0);
  });

  // Only root can be somebody whom the system does not know.
  test.runIf(process.getuid?.() === 0)('of a user whom nobody knows a download says so in one line', () => {
    // Nor a system that has the set installed.
    const env = { ...bare, XDG_DATA_DIRS: '/nowhere' };
    const list = shell('$K data list', { env, uid: 54_321 });
    expect([list.status, list.stderr]).toEqual([0, '']);
    const get = shell('$K data get fashion-mnist --from http://127.0.0.1:9/', { env, uid: 54_321 });
    expect([get.status, get.stderr]).toEqual([
      1,
      'kolmoscope: there is no home folder to put it in: set XDG_DATA_HOME to the path of a folder for data\n',
    ]);
  });
});
