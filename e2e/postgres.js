// A PostgreSQL of its own for a browser test: Debian's programs, a temporary folder, a free port.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './site.js'

const root = '/usr/lib/postgresql'

export async function startPostgres () {
  const versions = existsSync(root) ? readdirSync(root).filter(version => existsSync(join(root, version, 'bin/initdb'))).sort() : []
  if (!versions.length) throw new Error('PostgreSQL is not installed: `cargo xtask test` installs it')
  const programs = join(root, versions.at(-1), 'bin')
  const folder = mkdtempSync(join(tmpdir(), 'local-offer-e2e-pg-'))
  chmodSync(folder, 0o777)
  const data = join(folder, 'data')
  // PostgreSQL refuses to run as root, so there the package's own user runs it.
  const asUser = command => process.getuid() === 0 ? ['runuser', ['-u', 'postgres', '--', ...command]] : [command[0], command.slice(1)]
  const [make, makeWith] = asUser([join(programs, 'initdb'), '--auth=trust', '--username=postgres', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8', '-D', data])
  execFileSync(make, makeWith, { cwd: '/', stdio: 'ignore' })
  const port = await freePort()
  const [run, runWith] = asUser([join(programs, 'postgres'), '-D', data, '-p', String(port), '-h', '127.0.0.1', '-c', 'fsync=off', '-k', folder])
  const server = spawn(run, runWith, { cwd: '/', stdio: 'ignore' })
  const ready = join(programs, 'pg_isready')
  for (let tries = 0; ; tries++) {
    try {
      execFileSync(ready, ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres'], { stdio: 'ignore' })
      break
    } catch (error) {
      if (tries > 200) throw error
      await new Promise(resolve => setTimeout(resolve, 100))
    }
  }
  return {
    address: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop () {
      const ended = new Promise(resolve => server.once('exit', resolve))
      const [stop, stopWith] = asUser([join(programs, 'pg_ctl'), 'stop', '-m', 'immediate', '-D', data])
      execFileSync(stop, stopWith, { cwd: '/', stdio: 'ignore' })
      await ended
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
