import process from 'node:process'
/** Wrong passwords at a steady rate, each from another network; answers what came back. */
const { port, perMinute, seconds, addresses } = JSON.parse(process.argv[2] ?? '{}')
const codes = new Map<string, number>()
const pending: Promise<void>[] = []
const startedAt = performance.now()
for (let n = 0; performance.now() - startedAt < seconds * 1000; n++) {
  pending.push(guess(n))
  const dueMs = (n + 1) * (60_000 / perMinute)
  const restMs = dueMs - (performance.now() - startedAt)
  if (restMs > 1) await Bun.sleep(restMs)
}
await Promise.all(pending)
console.log(JSON.stringify(Object.fromEntries(codes)))

async function guess(n: number): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/trpc/identity.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': `100.${64 + ((n >> 16) & 63)}.${(n >> 8) & 255}.${n & 255}` },
    body: JSON.stringify({ json: { email: `seed${1 + (n % addresses)}@example.in`, password: 'not the password of anybody' } }),
  })
  const code = /"code":"([\w.-]+)"/.exec(await answer.text())?.[1] ?? String(answer.status)
  codes.set(code, (codes.get(code) ?? 0) + 1)
}
