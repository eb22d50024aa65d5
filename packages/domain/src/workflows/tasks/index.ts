export { decideTask } from './decide-task.ts'
export { listMyTasks } from './list-my-tasks.ts'
export { reassignTask } from './reassign-task.ts'
