export { inDoubt, ok, refused } from './answers.ts'
export { createBreaker, type Breaker, type BreakerRules } from './breaker.ts'
export { createHttpClient } from './client.ts'
export type { HttpCall, HttpClient, HttpClientOptions, HttpEffect, HttpReply, ReplyReader } from './types.ts'
