import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run-command.mjs'

/** A Bun of exactly this version that is already here: the one that runs us, the one on PATH, or the one we installed. */
export const findBun = (local, version) => {
  if (process.versions.bun === version) return process.execPath
  return ['bun', ...installedBinaries(join(local, 'bun'))].find((bun) => answersVersion(bun, version))
}

export const installBun = async (local, version) => {
  const target = join(local, 'bun')
  // Under another name first, so that an interrupted installation is never taken for a finished one.
  const unfinished = `${target}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  writeFileSync(join(unfinished, 'package.json'), '{ "private": true }\n')
  const [command, args] = npm()
  try {
    await run(
      command,
      [...args, 'install', `bun@${version}`, '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
      unfinished,
    )
    rmSync(target, { recursive: true, force: true })
    renameSync(unfinished, target)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  const bun = await firstWorking(target, version)
  if (!bun) throw new Error(`npm installed bun@${version}, but it does not run on this machine (${process.platform}-${process.arch}).`)
  return bun
}

/**
 * The package puts its binary in place with an install script, which npm may have been told not to run.
 * Then we run that script ourselves; if it cannot do it either, the platform package holds the same binary.
 */
const firstWorking = async (target, version) => {
  const works = (bun) => answersVersion(bun, version)
  const found = installedBinaries(target).find(works)
  if (found) return found
  await run(process.execPath, ['install.js'], join(target, 'node_modules', 'bun')).catch(() => undefined)
  return installedBinaries(target).find(works)
}

const installedBinaries = (target) => {
  const modules = join(target, 'node_modules')
  const platforms = existsSync(join(modules, '@oven')) ? readdirSync(join(modules, '@oven')) : []
  return [join(modules, 'bun', 'bin', 'bun.exe'), ...platforms.map((name) => join(modules, '@oven', name, 'bin', 'bun'))].filter(existsSync)
}

const answersVersion = (bun, version) => {
  const { status, stdout } = spawnSync(bun, ['--version'], { encoding: 'utf8' })
  return status === 0 && stdout.trim() === version
}

/** Under `npm start` the very npm that runs us; otherwise the one on PATH. */
const npm = () => {
  const running = process.env.npm_execpath
  if (running && running.endsWith('npm-cli.js') && existsSync(running)) return [process.execPath, [running]]
  return ['npm', []]
}
