export { getBacktest } from './get-backtest.ts'
export { startBacktest } from './start-backtest.ts'
