/**
 * Hosts of our own in network namespaces: one that Virga runs on, a stand-in for the internet that has the metadata
 * address as well, and a host of the local network with the name server. Nothing leaves this machine.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const INTERNET = '198.51.100.7';
export const METADATA = '169.254.169.254';
export const LAN_HOST = '192.168.77.9';
export const HOST_ON_LAN = '192.168.77.1';
export const HOST_UPLINK = '203.0.113.2';
/** Given to the host while functions run. */
export const HOST_LATER = '203.0.113.77';

/** Namespace and address. */
type End = readonly [string, string];

const STEP_MS = 20_000;
const TESTS_MS = 240_000;

/** Why the tests cannot run here; false where they can. */
export const SKIP = missing();

export class Lab {
  /** Everybody may write in it. */
  readonly folder = mkdtempSync(path.join(tmpdir(), 'virga-lab-'));
  readonly #names: string[] = [];
  readonly #servers: { kill(signal: 'SIGKILL'): boolean }[] = [];
  readonly #control: http.Server;
  #made = 0;

  private constructor() {
    // The host's root does what the tests inside may not when they run as an ordinary user.
    this.#control = http.createServer((_request, response) => {
      this.#ip('-n', this.host, 'address', 'add', `${HOST_LATER}/24`, 'dev', 'up0');
      response.end();
    });
  }

  get host(): string {
    return this.#names[0] ?? '';
  }

  static async open(): Promise<Lab> {
    const lab = new Lab();
    try {
      await lab.#build();
      return lab;
    } catch (error) {
      lab.close();
      throw error;
    }
  }

  /** Runs a file of tests on the host, as that user; resolves with what it printed, rejects with it where one failed. */
  async runTests(file: string, user: number, tunMode = '666'): Promise<string> {
    const env: NodeJS.ProcessEnv = { ...process.env, LAB: this.folder, TMPDIR: this.folder, HOME: this.folder };
    // Of the test runner that runs this one.
    delete env['NODE_TEST_CONTEXT'];
    // Only some systems let everybody have /dev/net/tun, which pasta needs.
    const tun = `mkdir -p "$LAB/dev" && mount -t tmpfs -o dev,mode=755 dev "$LAB/dev" && mknod -m ${tunMode} "$LAB/dev/tun" c 10 200 && mount --bind "$LAB/dev/tun" /dev/net/tun`;
    const as = user === 0 ? '' : `setpriv --reuid ${user} --regid ${user} --clear-groups`;
    const script = `${user === 0 ? '' : `${tun} &&`} exec ${as} "$@"`;
    const words = [`--net=/run/netns/${this.host}`, 'unshare', '--mount', '--propagation', 'private'];
    const node = [process.execPath, '--test', '--test-reporter=tap', file];
    const options = { env, cwd: '/', maxBuffer: 16 << 20, timeout: TESTS_MS, killSignal: 'SIGKILL' } as const;
    const all = [...words, 'sh', '-c', script, 'sh', ...node];
    const done = await promisify(execFile)('nsenter', all, options).catch((error: Error & { stdout?: string }) => {
      throw new Error(error.stdout || error.message);
    });
    return done.stdout;
  }

  /** Runs one command on the host and returns what it printed. */
  onHost(program: string, ...words: readonly string[]): string {
    const inside = [`--net=/run/netns/${this.host}`, program, ...words];
    return execFileSync('nsenter', inside, { encoding: 'utf8', timeout: STEP_MS, killSignal: 'SIGKILL' });
  }

  close(): void {
    for (const server of this.#servers) server.kill('SIGKILL');
    this.#control.close().closeAllConnections();
    for (const name of this.#names) this.#ip('netns', 'delete', name);
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #build(): Promise<void> {
    const [host, internet, lan] = [this.#namespace(), this.#namespace(), this.#namespace()];
    this.#pair('up0', [host, `${HOST_UPLINK}/24`], [internet, '203.0.113.1/24']);
    this.#pair('lan0', [host, `${HOST_ON_LAN}/24`], [lan, `${LAN_HOST}/24`]);
    this.#ip('-n', host, 'route', 'add', 'default', 'via', '203.0.113.1');
    for (const address of [INTERNET, METADATA])
      this.#ip('-n', internet, 'address', 'add', `${address}/32`, 'dev', 'lo');
    execFileSync('chmod', ['777', this.folder]);
    writeFileSync(path.join(this.folder, 'resolv.conf'), `nameserver ${LAN_HOST}\n`);
    await this.#serve(internet, 'internet');
    await this.#serve(lan, 'lan');
    const socket = path.join(this.folder, 'control');
    await new Promise<void>((resolve) => this.#control.listen(socket, resolve));
    execFileSync('chmod', ['777', socket]);
  }

  #namespace(): string {
    const name = `virgalab${process.pid}-${this.#made++}`;
    this.#ip('netns', 'add', name);
    this.#names.push(name);
    this.#ip('-n', name, 'link', 'set', 'lo', 'up');
    return name;
  }

  #pair(link: string, ...ends: readonly [End, End]): void {
    const [[one], [other]] = ends;
    this.#ip('link', 'add', link, 'netns', one, 'type', 'veth', 'peer', 'name', link, 'netns', other);
    for (const [name, address] of ends) {
      this.#ip('-n', name, 'address', 'add', address, 'dev', link);
      this.#ip('-n', name, 'link', 'set', link, 'up');
    }
  }

  async #serve(name: string, what: string): Promise<void> {
    const file = path.join(import.meta.dirname, 'inside/servers.ts');
    const words = [`--net=/run/netns/${name}`, process.execPath, file, what];
    const child = spawn('nsenter', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#servers.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout.once('data', () => resolve());
      child.once('exit', () => reject(new Error(`the server of ${what} has ended`)));
    });
  }

  #ip(...words: readonly string[]): void {
    execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'], timeout: STEP_MS });
  }
}

function missing(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root, to make hosts of its own';
  if (!existsSync('/usr/bin/python3')) return 'needs /usr/bin/python3';
  for (const program of ['ip', 'nft', 'pasta']) {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` } });
    } catch {
      return `needs ${program}`;
    }
  }
  return false;
}
