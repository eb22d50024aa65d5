import { readFileSync } from 'node:fs'

export type Account = { readonly uid: number; readonly gid: number }

/** An unprivileged user of this machine that may run a server: `postgres` where there is one, else `nobody`. */
export const findAccount = (passwd = readFileSync('/etc/passwd', 'utf8')): Account | undefined => {
  for (const wanted of ['postgres', 'nobody']) {
    for (const line of passwd.split('\n')) {
      const [name, , uid, gid] = line.split(':')
      if (name === wanted && Number(uid) > 0 && Number(gid) > 0) return { uid: Number(uid), gid: Number(gid) }
    }
  }
  return undefined
}
