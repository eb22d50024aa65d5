import { expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { nodeBinary } from './node-binary.ts'

const check = fileURLToPath(new URL('../../../packages/providers/src/egress/node-check.ts', import.meta.url))
const node = await nodeBinary()

test.skipIf(node === undefined)('the egress guard keeps its promises about sockets on Node as on Bun', async () => {
  const [onNode, onBun] = await Promise.all([
    told([node ?? '', '--experimental-strip-types', '--no-warnings', check]),
    told([process.execPath, check]),
  ])
  expect(JSON.parse(onNode)).toMatchObject({
    told: [
      'hooks: ok 200 5',
      'other: refused unreachable',
      'mixed: refused address',
      'nobody: refused unresolvable',
      '"drop": in_doubt connection-lost',
      '"truncate": in_doubt connection-lost',
      '"hang": in_doubt timeout',
      'no tls: refused unreachable',
      '"flood": ok 200 1000',
      expect.stringContaining(': ok 302 0'),
    ],
    seen: ['hooks.example'],
  })
  expect(onNode).toBe(onBun)
})

async function told(command: readonly string[]): Promise<string> {
  const child = Bun.spawn([...command], { stdin: 'ignore', stdout: 'pipe', stderr: 'inherit' })
  return new Response(child.stdout).text()
}
