import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Everything this process measures. One per process, made by the composition root. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    verbSeconds: new Histogram({
      name: 'mas_verb_seconds',
      help: 'Time of a verb',
      labelNames: ['verb', 'outcome'],
      buckets: seconds,
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'mas_job_seconds',
      help: 'Time of one try of a job',
      labelNames: ['job', 'outcome'],
      buckets: seconds,
      registers,
    }),
    jobWaitSeconds: new Histogram({
      name: 'mas_job_wait_seconds',
      help: 'From due to started',
      labelNames: ['job'],
      buckets: seconds,
      registers,
    }),
    httpRequests: new Counter({ name: 'mas_http_requests_total', help: 'Answers by status', labelNames: ['route', 'status'], registers }),
    httpSeconds: new Histogram({
      name: 'mas_http_seconds',
      help: 'Time to the head of an answer',
      labelNames: ['route'],
      buckets: seconds,
      registers,
    }),
    outboxLagSeconds: new Gauge({ name: 'mas_outbox_lag_seconds', help: 'Age of the oldest undispatched event', registers }),
    queueDepth: new Gauge({ name: 'mas_queue_depth', help: 'Jobs ready to run', labelNames: ['queue'], registers }),
    workflowLatenessSeconds: new Histogram({
      name: 'mas_workflow_lateness_seconds',
      help: 'From due to claimed, of workflow runs',
      labelNames: ['lane'],
      buckets: seconds,
      registers,
    }),
    workflowSteps: new Counter({ name: 'mas_workflow_steps_total', help: 'Nodes of workflows left', labelNames: ['lane'], registers }),
    workflowEventsDropped: new Counter({
      name: 'mas_workflow_events_dropped_total',
      help: 'Events that no workflow saw: older than the log, too long a chain of workflows, or crowded out of a full mailbox',
      labelNames: ['reason'],
      registers,
    }),
    workflowDue: new Gauge({
      name: 'mas_workflow_due',
      help: 'Workflow runs that are due and not yet claimed',
      labelNames: ['lane'],
      registers,
    }),
    workflowClockOffSeconds: new Gauge({
      name: 'mas_workflow_clock_off_seconds',
      help: "This process' clock against the database's",
      registers,
    }),
    workflowClaiming: new Gauge({ name: 'mas_workflow_claiming', help: '1 while this process may claim workflow runs', registers }),
    deadLetters: new Gauge({ name: 'mas_dead_letters', help: 'Jobs that gave up', registers }),
  }
}
export type Metrics = ReturnType<typeof createMetrics>
