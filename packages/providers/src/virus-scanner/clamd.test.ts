import { createClamd } from './index.ts'
import { describeVirusScanner } from './contract.ts'
import { createClamdFaults } from './sandbox-faults.ts'
import { startClamdSandbox } from './sandbox.ts'

describeVirusScanner('clamd', async () => {
  const faults = createClamdFaults()
  const sandbox = await startClamdSandbox({ port: 0, faults, maxBytes: 5_000_000 })
  const at = (port: number) => createClamd({ mode: 'sandbox', host: '127.0.0.1', port, silenceMs: 2_000 })
  return { scanner: at(sandbox.port), unreachable: at(1), faults, stop: () => sandbox.stop() }
})
