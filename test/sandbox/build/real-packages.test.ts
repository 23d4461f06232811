// Packages of the npm registry, as scripts of others use them. Fetching them needs the registry; running them does not.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { test } from 'node:test'
import { findDeno } from '#src/sandbox/build/deno-file.ts'
import { built, loadDependencies, startBuilder } from './start-builder.ts'

/** Runs an ES module in a Deno that may do nothing but open connections to loopback. */
function runDeno(code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const deno = execFile(
      findDeno(),
      [
        'run',
        '--no-prompt',
        '--no-config',
        '--no-lock',
        '--no-remote',
        '--no-npm',
        '--allow-net=127.0.0.1',
        '-',
      ],
      { env: { NO_COLOR: '1', HOME: '/nonexistent' }, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => (error === null ? resolve(stdout.trim()) : reject(new Error(stderr))),
    )
    deno.stdin?.end(code)
  })
}

// What the sandbox gives to a script in place of the process's own.
const preamble = `import os from 'node:os'
import process from 'node:process'
Object.defineProperty(process, 'env', { value: {} })
process.geteuid = () => 65534
os.homedir = () => '/'
os.hostname = () => 'localhost'
os.release = () => '6.0.0'
`

/** The bundle as the sandbox evaluates it; \`body\` sees \`modules\`. */
const withModules = (dependencies: string, body: string) => `${preamble}
import { createRequire } from 'node:module'
const module = { exports: {} }
new Function('module', 'exports', 'require', ${JSON.stringify(dependencies)})(module, module.exports, createRequire('file:///script/'))
const modules = module.exports
${body}`

test("the library that the Hook's page suggests, in two versions", async (t) => {
  const { build } = await startBuilder(t)
  const code = `const ipaddr = require('ipaddr.js@1.9.0')
const newer = require('ipaddr.js@2.1.0')
module.exports = function (recipient, text, context, cb) { cb(null, { kind: ipaddr.parse(context.request.ip).kind() }) }`
  const made = built(await build({ dialect: 'hook', code, dependencies: [] }))
  const modules = loadDependencies(made)
  const load = (specifier: string) => {
    const loaded = modules[specifier]?.()
    assert.ok(typeof loaded === 'object' && loaded !== null)
    return 'parseCIDR' in loaded ? Object.keys(loaded).sort() : []
  }
  assert.ok(load('ipaddr.js@1.9.0').includes('parse'))
  assert.ok(load('ipaddr.js@2.1.0').includes('parse'))
})

test('axios, twilio and the AWS SDK load and send in a Deno that may only open connections', async (t) => {
  const { build } = await startBuilder(t)
  const dependencies = [
    { name: 'axios', version: '1.7.9' },
    { name: 'twilio', version: '5.4.0' },
    { name: '@aws-sdk/client-sns', version: '3.726.1' },
  ]
  const made = built(await build({ dialect: 'action', code: "require('axios')", dependencies }))
  const printed = await runDeno(
    withModules(
      made.dependencies ?? '',
      `
const seen = []
const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, async (request) => {
  seen.push(request.method + ' ' + new URL(request.url).pathname + ' ' + (await request.text()).slice(0, 40))
  if (request.headers.get('user-agent').includes('aws-sdk')) {
    return new Response('<PublishResponse><PublishResult><MessageId>m1</MessageId></PublishResult></PublishResponse>', { headers: { 'content-type': 'text/xml' } })
  }
  return Response.json({ sid: 'SM1' })
})
const url = 'http://127.0.0.1:' + server.addr.port
const axios = modules.axios()
const { data } = await axios.post(url + '/axios', { to: '+442079460123' })
const twilio = modules.twilio()
class ToStub extends twilio.RequestClient {
  request(options) { return super.request({ ...options, uri: options.uri.replace('https://api.twilio.com', url) }) }
}
const client = twilio('AC' + '0'.repeat(32), 'token', { httpClient: new ToStub() })
const message = await client.messages.create({ to: '+442079460123', from: '+15005550006', body: 'code' })
const { SNSClient, PublishCommand } = modules['@aws-sdk/client-sns']()
const sns = new SNSClient({ region: 'eu-west-1', endpoint: url, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
const published = await sns.send(new PublishCommand({ PhoneNumber: '+442079460123', Message: 'code' }))
console.log(JSON.stringify([data.sid, message.sid, published.MessageId, seen]))
Deno.exit(0)`,
    ),
  )
  assert.deepEqual(JSON.parse(printed), [
    'SM1',
    'SM1',
    'm1',
    [
      'POST /axios {"to":"+442079460123"}',
      `POST /2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json To=%2B442079460123&From=%2B15005550006&B`,
      'POST / PhoneNumber=%2B442079460123&Message=code',
    ],
  ])
})

test('an Authgear script with packages of npm is one module that runs by itself', async (t) => {
  const { build } = await startBuilder(t)
  const code = `import axios, { AxiosError } from 'npm:axios@1.7.9'
import ipaddr from 'npm:ipaddr.js@1.9.0'
import { SNSClient } from 'npm:@aws-sdk/client-sns@3.726.1'
export default () => [typeof axios.post, AxiosError.name, ipaddr.parse('::1').kind(), SNSClient.name]`
  const made = built(await build({ dialect: 'authgear', code, dependencies: [] }))
  const url = `data:text/javascript;base64,${Buffer.from(made.code).toString('base64')}`
  const printed = await runDeno(
    `${preamble}const { default: run } = await import(${JSON.stringify(url)})\nconsole.log(JSON.stringify(run()))`,
  )
  assert.deepEqual(JSON.parse(printed), ['function', 'AxiosError', 'ipv6', 'SNSClient'])
})
