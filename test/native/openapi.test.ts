import assert from 'node:assert/strict'
import test from 'node:test'
import { Check } from 'typebox/value'
import { startTestServer } from '#test/support/server.ts'

type Node = Readonly<Record<string, unknown>>
const methods = new Set(['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'])

test('the document describes every route in the form of OpenAPI 3.1', async (t) => {
  const server = await startTestServer(t)
  const { status, body: document } = await server.call('/openapi.json')
  assert.equal(status, 200)
  assert.match(document.openapi, /^3\.1\.\d+$/)
  assert.equal(typeof document.info.title, 'string')
  assert.equal(typeof document.info.version, 'string')
  const operations = Object.entries<Node>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ path, method, operation: asNode(operation) })),
  )
  assert.deepEqual(operations.map(({ method, path }) => `${method} ${path}`).sort(), [
    'delete /v1/administrators/{id}',
    'delete /v1/inbox',
    'delete /v1/templates/{purpose}/{locale}/{delivery_method}',
    'get /v1/administrators',
    'get /v1/administrators/{id}',
    'get /v1/audit-log',
    'get /v1/inbox',
    'get /v1/inbox/events',
    'get /v1/messages',
    'get /v1/messages/events',
    'get /v1/messages/{id}',
    'get /v1/overview',
    'get /v1/phone-provider',
    'get /v1/phone-provider/kinds',
    'get /v1/phone-provider/webhook-secret',
    'get /v1/settings',
    'get /v1/templates',
    'get /v1/templates/{purpose}/{locale}/{delivery_method}',
    'get /v1/verifications/{id}',
    'patch /v1/administrators/{id}',
    'patch /v1/settings',
    'post /v1/administrators',
    'post /v1/delivery-reports/{id}',
    'post /v1/messages/{id}/resend',
    'post /v1/notices',
    'post /v1/password-resets',
    'post /v1/password-resets/{id}/complete',
    'post /v1/phone-provider/test',
    'post /v1/phone-provider/webhook-secret/rotate',
    'post /v1/templates/preview',
    'post /v1/verifications',
    'post /v1/verifications/{id}/check',
    'put /v1/phone-provider',
    'put /v1/templates/{purpose}/{locale}/{delivery_method}',
  ])
  const ids = operations.map(({ operation }) => operation.operationId)
  assert.equal(new Set(ids).size, ids.length)

  for (const { path, method, operation } of operations) {
    assert.ok(methods.has(method))
    assert.ok(operation.summary)
    const responses = Object.entries(asNode(operation.responses))
    assert.ok(responses.some(([code]) => code.startsWith('2')))
    for (const [code, response] of responses) {
      assert.match(code, /^[2-5]\d\d$/)
      assert.ok(asNode(response).description)
      if (code >= '400')
        assert.deepEqual(Object.keys(asNode(asNode(response).content)), ['application/problem+json'])
    }
    for (const code of ['400', '401', '403', '500']) assert.ok(responses.some(([known]) => known === code))
    for (const requirement of asList(operation.security)) {
      for (const name of Object.keys(requirement)) assert.ok(document.components.securitySchemes[name])
    }
    const parameters = asList(operation.parameters ?? [])
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
      assert.ok(parameters.some((parameter) => parameter.in === 'path' && parameter.name === name))
    }
    for (const parameter of parameters) assert.ok(parameter.schema)
  }
  for (const { $ref } of findNodes(document, (node) => typeof node.$ref === 'string')) {
    assert.ok(resolve(document, String($ref)), String($ref))
  }
})

test('every example fits its schema', async (t) => {
  const server = await startTestServer(t)
  const { body: document } = await server.call('/openapi.json')
  let checked = 0
  const check = (schema: Node, example: unknown) => {
    checked += 1
    assert.ok(Check(inline(document, schema), example), `${JSON.stringify(example)} does not fit`)
  }
  for (const media of findNodes(document, (node) => isNode(node.schema))) {
    const schema = asNode(media.schema)
    if ('example' in media) check(schema, media.example)
    for (const example of Object.values(asNode(media.examples ?? {}))) check(schema, asNode(example).value)
  }
  for (const schema of findNodes(document, (node) => Array.isArray(node.examples))) {
    if (Array.isArray(schema.examples)) for (const example of schema.examples) check(schema, example)
  }
  assert.ok(checked > 50, `only ${checked} examples were found`)
})

test('the page to read it on comes from this server alone', async (t) => {
  const server = await startTestServer(t)
  const page = await server.call('/docs')
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'/)
  const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => String(file))
  assert.equal(files.length, 4)
  for (const file of files) {
    assert.ok(!file.includes('//'), file)
    const { status, text } = await server.call(`/${file}`)
    assert.equal(status, 200, file)
    assert.ok(text.length > 0)
  }
})

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
function asNode(value: unknown): Node {
  assert.ok(isNode(value), JSON.stringify(value))
  return value
}
function asList(value: unknown): Node[] {
  assert.ok(Array.isArray(value))
  return value.map(asNode)
}
function findNodes(value: unknown, fits: (node: Node) => boolean): Node[] {
  if (Array.isArray(value)) return value.flatMap((entry) => findNodes(entry, fits))
  if (!isNode(value)) return []
  return [...(fits(value) ? [value] : []), ...Object.values(value).flatMap((entry) => findNodes(entry, fits))]
}
function resolve(document: unknown, ref: string): unknown {
  return ref
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((value, key) => (isNode(value) ? value[key] : undefined), document)
}
function inline(document: unknown, value: unknown): Node {
  const replace = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(replace)
    if (!isNode(part)) return part
    if (typeof part.$ref === 'string') return replace(resolve(document, part.$ref))
    return Object.fromEntries(Object.entries(part).map(([key, entry]) => [key, replace(entry)]))
  }
  return asNode(replace(value))
}
