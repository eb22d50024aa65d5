/** `npm start` and `bun start`: gets Bun and the packages, then hands over to the supervisor in serve.ts. */
import { bootstrap, hasFailed, runBun } from './bootstrap.mjs'

try {
  const bun = await bootstrap(6)
  process.exitCode = await runBun(bun, ['--no-orphans', 'tooling/first-run/serve.ts'])
} catch (error) {
  hasFailed(error)
}
