import { existsSync, openSync, closeSync } from 'node:fs'
import { join } from 'node:path'
import { checkout, local } from './checkout.ts'
import { lastLines } from './last-lines.ts'

const program = join(checkout, 'tooling', 'seed', 'main.ts')

export const hasSeed = (): boolean => existsSync(program)

/** Fills the demo company in. The seed itself knows what is already there. No provider runs yet, so all are off for it. */
export const seed = async (given: Record<string, string | undefined>): Promise<void> => {
  const env = { ...given, SANDBOX_HTTP_PORT: undefined, SANDBOX_SMTP_PORT: undefined, SANDBOX_CLAMD_PORT: undefined }
  const logFile = local('log', 'seed.log')
  const logFd = openSync(logFile, 'w')
  const exitCode = await Bun.spawn([process.execPath, program], {
    cwd: checkout,
    env,
    stdin: 'ignore',
    stdout: logFd,
    stderr: logFd,
    detached: true,
  }).exited
  closeSync(logFd)
  if (exitCode !== 0) throw new Error(`The demo company could not be filled in (exit code ${exitCode}):\n${lastLines(logFile, 12)}`)
}
