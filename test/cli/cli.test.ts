/** The built command as a user types it. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MAIN, runIn, spawnIn } from './command.ts';

const TINY = {
  study: 'tiny',
  runs: 3,
  data: { set: 'mnist', validation: 300, subset: 1280 },
  network: { hidden: [8] },
  training: { patience: null, maxEpochs: 8, learningRate: 0.01 },
  analysis: { fewestEpochs: 2, resamples: 200 },
};

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  writeFileSync(join(folder, 'tiny.json'), JSON.stringify(TINY));
  writeFileSync(join(folder, 'no.json'), '{,');
  return () => rmSync(folder, { recursive: true });
});

const kolmoscope = (...args: string[]) => runIn(folder, args);

describe('run', () => {
  test('writes the runs, the summary and the report, and prints the result', async () => {
    const { status, stdout, stderr } = await kolmoscope('run', 'tiny.json');
    expect(stderr).toMatch(/^tiny: 3 to perform on \d+ threads?\n1\/3 runs: run \d after 160 steps/);
    expect(status).toBe(0);
    expect(stdout).toMatch(/BDM − entropy +−?\d/);
    expect(stdout).toContain('Report: runs/tiny/report.html');
    const files = readdirSync(join(folder, 'runs/tiny')).map((name) => name.replace(/-[0-9a-f]{8}-/, '-#-'));
    expect(files.sort()).toEqual([
      '.kolmoscope',
      'curves.svg',
      'report.html',
      'run-#-0000.json.gz',
      'run-#-0001.json.gz',
      'run-#-0002.json.gz',
      'summary.json',
    ]);
  });

  test('summary.json holds what is promised', async () => {
    const summary = JSON.parse(readFileSync(join(folder, 'runs/tiny/summary.json'), 'utf8'));
    const estimate = { mean: expect.any(Number), lo: expect.any(Number), hi: expect.any(Number) };
    expect(summary).toMatchObject({
      study: 'tiny',
      specHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      runs: { asked: 3, finished: 3 },
      accuracy: { mean: expect.any(Number), sd: expect.any(Number) },
      measures: {
        bdm: { pearson: estimate, spearman: estimate },
        blockEntropy: { pearson: estimate, spearman: estimate },
      },
      difference: { pearson: estimate },
      table: { states: 5, cutoff: 500, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      seconds: expect.any(Number),
    });
  });

  test('a second time finds them; --json prints the same summary, whatever the number of threads', async () => {
    const before = JSON.parse(readFileSync(join(folder, 'runs/tiny/summary.json'), 'utf8'));
    const again = await kolmoscope('run', 'tiny', '--json');
    expect(again.stderr).toBe('tiny: 3 of 3 runs found finished, none to perform\n');
    const fresh = await kolmoscope('run', 'tiny', '--json', '--fresh', '--threads', '1', '--out', 'elsewhere');
    for (const { status, stdout } of [again, fresh]) {
      expect(status).toBe(0);
      expect({ ...JSON.parse(stdout), seconds: 0 }).toEqual({ ...before, seconds: 0 });
    }
  });

  test('--runs and --seed overrule the spec', async () => {
    const { stdout } = await kolmoscope('run', 'tiny', '--json', '--runs', '1', '--seed', '7', '--out', 'seven');
    expect(JSON.parse(stdout)).toMatchObject({ seed: 7, runs: { asked: 1, finished: 1 } });
  });

  test('Ctrl-C keeps the finished runs, and the next call goes on from there', async () => {
    const child = spawn(process.execPath, [MAIN, 'run', 'tiny.json', '--threads', '1', '--out', 'cut'], {
      cwd: folder,
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      if (/1\/3 runs/.test(stderr) && !child.killed) child.kill('SIGINT');
    });
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(130);
    const kept = readdirSync(join(folder, 'cut')).filter((name) => name.endsWith('.json.gz')).length;
    expect(stderr).toContain(`kolmoscope: interrupted: ${kept} of 3 runs are kept in cut; the same command goes on`);
    expect(existsSync(join(folder, 'cut/summary.json'))).toBe(false);
    const resumed = await kolmoscope('run', 'tiny.json', '--json', '--out', 'cut');
    expect(resumed.stderr).toContain(`tiny: ${kept} of 3 runs found finished`);
    const straight = JSON.parse(readFileSync(join(folder, 'runs/tiny/summary.json'), 'utf8'));
    expect({ ...JSON.parse(resumed.stdout), seconds: 0 }).toEqual({ ...straight, seconds: 0 });
  });
});

describe('a study stops before it begins where its results would replace', () => {
  const report = (...args: string[]) => kolmoscope('run', ...args, '--runs', '1');

  test('what something else wrote', async () => {
    mkdirSync(join(folder, 'notes'));
    writeFileSync(join(folder, 'notes/summary.json'), 'mine');
    const { status, stderr } = await report('tiny.json', '--out', 'notes');
    expect([status, readdirSync(join(folder, 'notes'))]).toEqual([1, ['summary.json']]);
    expect(stderr).toMatch(/^kolmoscope: notes\/summary\.json is there, and was not written by this program; .*\n$/);
    expect((await report('tiny.json', '--out', 'notes', '--overwrite')).status).toBe(0);
  });

  test('a report of another study', async () => {
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ ...TINY, study: 'other' }));
    const { status, stderr } = await report('other.json', '--out', 'notes');
    const problem = 'notes/report.html is of something else than other';
    expect([status, stderr.split(';')[0]]).toEqual([1, `kolmoscope: ${problem}`]);
  });

  test('its own spec', async () => {
    mkdirSync(join(folder, 'own'));
    writeFileSync(join(folder, 'own/summary.json'), JSON.stringify(TINY));
    const { status, stderr } = await report('own/summary.json', '--out', 'own', '--overwrite');
    const problem = 'own/summary.json: would be written over, and it is what is read';
    expect([status, stderr]).toEqual([1, `kolmoscope: ${problem}\n`]);
  });
});

describe('a mistake is one line on standard error and an exit status:', () => {
  const wrong = (spec: object) => {
    writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ ...TINY, ...spec }));
    return ['run', 'wrong.json'];
  };
  const cases: [string, () => string[], number, RegExp][] = [
    [
      'an unknown study',
      () => ['run', 'nowhere'],
      2,
      /no study is named nowhere; give binary-cnn, .*quickstart, saturation, table1, .*, or the path of a spec file/,
    ],
    ['an unknown file', () => ['run', './nowhere.json'], 2, /\.\/nowhere\.json: no such file/],
    [
      'a batch of one',
      () => wrong({ training: { batchSize: 1279 } }),
      2,
      /training\.batchSize: leaves a last batch of one/,
    ],
    [
      'an unknown field',
      () => wrong({ network: { hidden: [8], hiden: 1 } }),
      2,
      /wrong\.json: network\.hiden: no such field/,
    ],
    ['a wrong value', () => wrong({ runs: 0 }), 2, /wrong\.json: runs: too small: expected number to be >=1/],
    ['no JSON', () => ['run', 'no.json'], 2, /no\.json: not JSON: /],
    [
      'more examples than there are',
      () => wrong({ data: { set: 'mnist', subset: 60_000 } }),
      2,
      /wrong\.json: data\.subset: with the validation set more than the 60000 training examples of MNIST/,
    ],
    [
      'a folder that is a file',
      () => ['run', 'tiny', '--out', 'tiny.json'],
      1,
      /tiny\.json: is there already, and is not a folder/,
    ],
    ['a folder that cannot be made', () => ['run', 'tiny', '--out', '/sys/nope'], 1, /\/sys\/nope: /],
    [
      'a wrong option value',
      () => ['run', 'tiny', '--threads', 'many'],
      2,
      /argument 'many' is invalid\. Expected a whole number from 1 to 256/,
    ],
    ['an unknown option', () => ['run', 'tiny', '--fast'], 2, /unknown option '--fast'/],
    [
      'a misspelt option',
      () => ['run', 'tiny', '--thread', '2'],
      2,
      /unknown option '--thread' \(Did you mean --threads\?\)/,
    ],
    ['an unknown command', () => ['fly'], 2, /unknown command 'fly'/],
    ['a command of control characters', () => ['fl\ny\u001b'], 2, /unknown command 'fl\\ny\\x1b'/],
    ['a file of control characters', () => ['run', './no\n\u202e\u009b'], 2, /: \.\/no\\n\\u202e\\x9b: no such file$/m],
  ];
  test.each(cases)('%s', async (_, args, expected, message) => {
    const { status, stdout, stderr } = await kolmoscope(...args());
    expect(stderr).toMatch(/^kolmoscope: [^\n]+\n$/);
    expect(stderr).toMatch(message);
    expect([status, stdout]).toEqual([expected, '']);
  });

  test('also in a process of its own, and what leaves a pipe early is none', () => {
    expect(spawnIn(folder, ['run', 'no.json'])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^kolmoscope: no\.json: not JSON: [^\n]+\n$/),
    });
    expect(spawnIn(folder, ['measure', 'no.json'])).toMatchObject({ status: 1, stdout: '' });
    expect(spawnIn(folder, ['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    const list = `"${process.execPath}" "${MAIN}" ctm export --shape 12; echo $? >&2`;
    const { stderr, stdout } = spawnSync('sh', ['-c', `(${list}) | head -n 1`], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['pattern,bits,count\n', '0\n']);
  });

  test('the stack is shown with --debug', async () => {
    const { stderr } = await kolmoscope('--debug', 'run', 'tiny', '--out', 'tiny.json');
    expect(stderr).toMatch(/\n +at /);
  });
});
