export { openProcess, type OpenProcess, type ProcessKind } from './open-process.ts'
export { queueSpecs, workerHandlers, workerSchedules } from './work.ts'
export { onStopSignal } from './stop-signal.ts'
export { prepare } from './prepare.ts'
