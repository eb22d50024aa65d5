import { createHmac } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const file = 'secret-check'

/** A mark that tells whether a secret is the one of this backup, and nothing else about it. */
export function writeSecretCheck(folder: string, secret: string): void {
  writeFileSync(`${folder}/${file}`, `${markOf(secret)}\n`, { mode: 0o600 })
}

export function isSecretOf(folder: string, secret: string): boolean {
  return readFileSync(`${folder}/${file}`, 'utf8').trim() === markOf(secret)
}

function markOf(secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64')).update('mas backup').digest('hex').slice(0, 16)
}
