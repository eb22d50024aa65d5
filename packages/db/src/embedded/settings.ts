export type Durability = 'durable' | 'throwaway'

const EVERYWHERE = {
  listen_addresses: '127.0.0.1',
  // A socket path is limited to 107 bytes, which a deep checkout exceeds.
  unix_socket_directories: '',
  timezone: 'UTC',
  // Files in the data folder. The default is /dev/shm, where a killed server leaves them until reboot, and which
  // containers limit to 64 MB: a large parallel query then fails.
  dynamic_shared_memory_type: 'mmap',
  // Statements and details carry people's data: they stay out of the log.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

const BY_DURABILITY = {
  // Statistics of statements are what the operators' page lists as heaviest.
  durable: { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', shared_preload_libraries: 'pg_stat_statements' },
  throwaway: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0' },
} satisfies Record<Durability, Record<string, string>>

export const serverArguments = (dataDir: string, port: number, maxConnections: number, durability: Durability): string[] => {
  const settings = { ...EVERYWHERE, max_connections: String(maxConnections), ...BY_DURABILITY[durability] }
  return ['-D', dataDir, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}
