import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Copy, DockerfileParser, type Instruction } from 'dockerfile-ast'

interface Built {
  /** Folder that stands for the root of the last stage. */
  readonly root: string
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly cmd: readonly string[]
}

/** What the image's base brings and this machine lacks: its users. Such lines are left out and nothing else. */
const needsImage = /\bbun:bun\b/

/**
 * Follows a Dockerfile step by step into a scratch folder, one sub-folder a stage, with the files Docker would be
 * sent: so that a file that is not copied, or a package that is missing in production, is found without Docker.
 */
export function buildStages(checkout: string, scratch: string): Built {
  const context = join(scratch, 'context')
  sendContext(checkout, context)
  const stages = new Map<string, string>()
  let built: Built = { root: '', workdir: '/', env: {}, cmd: [] }
  for (const instruction of DockerfileParser.parse(readFileSync(join(checkout, 'Dockerfile'), 'utf8')).getInstructions()) {
    const words = instruction.getArguments().map((argument) => argument.getValue())
    const here = () => join(built.root, built.workdir)
    const step: Partial<Record<string, () => Built | void>> = {
      FROM: () => {
        const root = join(scratch, `stage-${stages.size}`)
        stages.set(words[2] ?? String(stages.size), root)
        return { root, workdir: '/', env: {}, cmd: [] }
      },
      WORKDIR: () => {
        mkdirSync(join(built.root, words[0] ?? ''), { recursive: true })
        return { ...built, workdir: words[0] ?? '/' }
      },
      COPY: () => {
        const stage = stages.get(fromOf(instruction))
        copy(words, here(), stage ?? context, stage !== undefined)
      },
      RUN: () => (needsImage.test(words.join(' ')) ? undefined : run(words.join(' '), here(), onlyBun(scratch))),
      ENV: () => ({ ...built, env: { ...built.env, ...Object.fromEntries(words.map((word) => word.split('='))) } }),
      CMD: () => ({
        ...built,
        cmd: words.map((word) => word.replace(/^\[?"|"?,?\]?$/g, '')).filter((word) => word !== '' && word !== ']'),
      }),
      USER: () => undefined,
      VOLUME: () => undefined,
      EXPOSE: () => undefined,
    }
    const take = step[instruction.getKeyword()]
    if (take === undefined) throw new Error(`${instruction.getKeyword()} is not followed here; teach build-stages.ts or do without`)
    built = take() ?? built
  }
  return built
}

/** What git knows and .dockerignore lets through; `git check-ignore` reads that file's patterns as Docker does for ours. */
function sendContext(checkout: string, context: string): void {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: checkout, encoding: 'utf8' })
  const patterns = new Bun.Glob(`{${readFileSync(join(checkout, '.dockerignore'), 'utf8').trim().split('\n').join(',')}}{,/**}`)
  for (const path of listed.split('\0')) {
    if (path === '' || patterns.match(path) || !existsSync(join(checkout, path))) continue
    mkdirSync(dirname(join(context, path)), { recursive: true })
    cpSync(join(checkout, path), join(context, path))
  }
}

function fromOf(instruction: Instruction): string {
  return instruction instanceof Copy ? (instruction.getFromFlag()?.getValue() ?? '') : ''
}

function copy(words: readonly string[], here: string, from: string, isStage: boolean): void {
  const target = words.at(-1) ?? ''
  const sources = words.slice(0, -1).filter((word) => !word.startsWith('--'))
  for (const source of sources) {
    const path = join(from, source)
    if (!existsSync(path)) throw new Error(`COPY ${source}: no such file in the context`)
    const intoFolder = target.endsWith('/') || sources.length > 1
    const to = intoFolder ? join(here, target, source.split('/').at(-1) ?? '') : join(here, target)
    // Half a gigabyte of packages is moved out of its stage, which nobody else copies from.
    if (isStage) renameSync(path, to)
    else cpSync(path, to, { recursive: true })
  }
}

function run(command: string, cwd: string, env: Record<string, string>): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8', env })
  if (status !== 0) throw new Error(`RUN ${command} ended with ${status}\n${stdout}${stderr}`)
}

/** The environment of a program of the image: Bun on the path by its name, and nothing of this checkout. */
export function onlyBun(scratch: string): Record<string, string> {
  const bin = join(scratch, 'bin')
  mkdirSync(bin, { recursive: true })
  if (!existsSync(join(bin, 'bun'))) symlinkSync(process.execPath, join(bin, 'bun'))
  return { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`, HOME: Bun.env['HOME'] ?? '/' }
}
