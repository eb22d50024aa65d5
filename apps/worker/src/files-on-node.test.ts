import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sandboxS3 } from '@mas/providers/s3/sandbox'
import { startSandbox } from '@mas/providers/sandbox'
import { expect, test } from 'bun:test'
import { nodeBinary } from './node-binary.ts'

const check = fileURLToPath(new URL('../../../packages/providers/src/object-store/node-check.ts', import.meta.url))
const node = await nodeBinary()

test.skipIf(node === undefined)(
  'folder, bucket, scanner and pictures do on Node what they do on Bun',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mas-files-node-'))
    const sandbox = await startSandbox({ httpPort: 0, smtpPort: 0, clamdPort: 0 })
    const { bucket, region, accessKeyId, secretAccessKey } = sandboxS3
    const given = [`${sandbox.httpUrl}/s3/${bucket}`, region, accessKeyId, secretAccessKey, String(sandbox.clamdPort)]
    const told = async (...command: string[]) => {
      const child = Bun.spawn([...command, check, folder, ...given], { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' })
      return new Response(child.stdout).text()
    }
    const onNode = await told(node ?? '', '--experimental-strip-types', '--no-warnings')
    const onBun = await told(process.execPath)
    await sandbox.stop()
    rmSync(folder, { recursive: true, force: true })
    expect(JSON.parse(onNode)).toContainEqual({ outcome: 'ok', value: { finding: 'clean' } })
    expect(onNode).toBe(onBun)
  },
  180_000,
)
