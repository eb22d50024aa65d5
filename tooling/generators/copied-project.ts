import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { z } from 'zod'
import { projectFiles, root } from '../check/project-files.ts'

/**
 * A copy of the project in which a generator may write. Packages of others are shared by links; our own are linked to
 * the copy, or the copy would be testing the original.
 */
export function copyProject(): string {
  const copy = `${mkdtempSync(`${tmpdir()}/project-`)}/`
  for (const path of projectFiles()) {
    mkdirSync(dirname(copy + path), { recursive: true })
    cpSync(root + path, copy + path, { verbatimSymlinks: true })
  }
  mkdirSync(`${copy}node_modules/@mas`, { recursive: true })
  for (const name of readdirSync(`${root}node_modules`))
    if (name !== '@mas') symlinkSync(`${root}node_modules/${name}`, `${copy}node_modules/${name}`)
  for (const folder of ['apps', 'packages']) for (const name of readdirSync(copy + folder)) linkOwn(copy, `${folder}/${name}`)
  return copy
}

function linkOwn(copy: string, path: string): void {
  const { name } = z.object({ name: z.string() }).parse(JSON.parse(readFileSync(`${copy}${path}/package.json`, 'utf8')))
  symlinkSync(`${copy}${path}`, `${copy}node_modules/${name}`)
  // The few packages that did not fit into the shared folder.
  if (existsSync(`${root}${path}/node_modules`)) symlinkSync(`${root}${path}/node_modules`, `${copy}${path}/node_modules`)
}

export async function runIn(copy: string, ...command: readonly string[]): Promise<{ code: number; output: string }> {
  const child = Bun.spawn([...command], { cwd: copy, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
  return { code, output: out + err }
}
