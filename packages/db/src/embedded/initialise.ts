import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { spawnPlanned, type LaunchPlan } from './launch-plan.ts'

const MAJOR = '18'
const PASSWORD_FILE = 'mas-password'

/** Makes the data folder if there is none. Answers the password of its superuser. */
export const initialise = async (plan: LaunchPlan): Promise<string> => {
  if (!existsSync(plan.dataDir)) await create(plan)
  const major = readFileSync(join(plan.dataDir, 'PG_VERSION'), 'utf8').trim()
  if (major !== MAJOR)
    throw new Error(`${plan.dataDir} was made by Postgres ${major} and this is ${MAJOR}. Move the folder away to start afresh.`)
  handOver(plan)
  return readFileSync(join(plan.dataDir, PASSWORD_FILE), 'utf8')
}

/** Under another name first: a folder that exists under its own name is complete, even if we die in the middle. */
const create = async (plan: LaunchPlan): Promise<void> => {
  const unfinished = `${plan.dataDir}.new`
  const passwordFile = `${unfinished}.password`
  const password = randomBytes(24).toString('base64url')
  rmSync(unfinished, { recursive: true, force: true })
  rmSync(passwordFile, { force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwordFile, password, { mode: 0o600, flag: 'wx' })
  if (plan.owner) {
    chownSync(unfinished, plan.owner.uid, plan.owner.gid)
    chownSync(passwordFile, plan.owner.uid, plan.owner.gid)
  }
  try {
    await initdb(plan, unfinished, passwordFile)
    renameSync(passwordFile, join(unfinished, PASSWORD_FILE))
  } finally {
    rmSync(passwordFile, { force: true })
  }
  chmodSync(unfinished, 0o700)
  renameSync(unfinished, plan.dataDir)
}

const initdb = (plan: LaunchPlan, folder: string, passwordFile: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawnPlanned(
      plan,
      'initdb',
      [
        '-D',
        folder,
        '-U',
        'postgres',
        '--encoding=UTF8',
        // The same order of text on every machine, whatever locales it has.
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        // A password, because on a shared machine the loopback interface is open to every user.
        '--auth=scram-sha-256',
        `--pwfile=${passwordFile}`,
        // Nothing is in the folder yet that a power cut could take away, and syncing it costs seconds on a slow disk.
        '--no-sync',
        '--no-instructions',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let complaint = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString()
    })
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed (${code}): ${complaint.trim()}`))))
  })

/** The folder may have been made for another user: by a run without root, or before the checkout was closed to others. */
const handOver = ({ dataDir, owner }: LaunchPlan): void => {
  if (!owner || statSync(dataDir).uid === owner.uid) return
  for (const name of readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) lchownSync(join(dataDir, name), owner.uid, owner.gid)
  chownSync(dataDir, owner.uid, owner.gid)
}
