import { spawn } from 'node:child_process'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Runs quietly; when it fails, what it printed becomes part of the error. */
export const run = async (command, args, cwd) => {
  const { code, output } = await follow(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  if (code === 0) return
  const failed = new Error(`${command} ${args.join(' ')} failed:\n${output.trim()}`)
  // A command that a signal ended did not fail by itself: the person at the keyboard wants to leave.
  throw code > 128 ? Object.assign(new Error('Stopped.'), { exitCode: code }) : failed
}

/** Runs in our place: same terminal, same signals, same exit code. */
export const runAttached = async (command, args, cwd) => (await follow(command, args, { cwd, stdio: 'inherit' })).code

const follow = (command, args, options) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, options)
    const forward = (signal) => child.kill(signal)
    for (const signal of FORWARDED) process.on(signal, forward)
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        output += chunk
      })
    const finish = () => {
      for (const signal of FORWARDED) process.off(signal, forward)
    }
    child.once('error', (error) => {
      finish()
      reject(error)
    })
    child.once('close', (code, signal) => {
      finish()
      resolve({ code: code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 9), output })
    })
  })

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
