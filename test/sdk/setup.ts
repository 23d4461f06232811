// What a script of test/sdk/scripts is told of the server that it drives.

import assert from 'node:assert/strict'

export interface Setup {
  /** Host and port, which is all that Auth0's SDKs want to know. */
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  /** The major version of `auth0` whose ManagementClient is to be used. */
  readonly sdk: '6' | '7'
}

export function readSetup(): Setup {
  const given = process.env.OTPOST_TEST_SETUP
  assert.ok(given, 'the script is run by run-script.ts')
  return JSON.parse(given)
}

/** The text that a number was sent last, read from the inbox. */
export async function readText({ domain, clientId, clientSecret }: Setup, to: string): Promise<string> {
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
  const response = await fetch(`https://${domain}/v1/inbox`, { headers: { authorization: `Basic ${basic}` } })
  assert.equal(response.status, 200)
  const { messages }: { messages: { to: string; text: string }[] } = JSON.parse(await response.text())
  const message = messages.find((candidate) => candidate.to === to)
  assert.ok(message, `nothing was sent to ${to}`)
  return message.text
}

export async function readCode(setup: Setup, to: string): Promise<string> {
  const code = /(?<!\d)\d{6}(?!\d)/.exec(await readText(setup, to))?.[0]
  assert.ok(code)
  return code
}

export function wrongFor(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0')
}
