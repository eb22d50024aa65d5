import { root } from './project-files.ts'

/** Runs a command at the project's root. Nothing found is exit code 0; otherwise its output, line by line. */
export async function runTool(command: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const { code, output } = await outputOf(command, env)
  if (code === 0) return []
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  return lines.length > 0 ? lines : [`${command.join(' ')} ended with code ${code}`]
}

export async function outputOf(
  command: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string }> {
  const child = Bun.spawn([...command], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
  return { code, output: `${out}\n${err}` }
}

/** A package's command-line tool on this very Bun; the machine's own Node may be too old for it, or missing. */
export function onBun(bin: string, ...args: readonly string[]): string[] {
  return [process.execPath, '--bun', `node_modules/.bin/${bin}`, ...args]
}
