import assert from 'node:assert/strict'
import { scryptSync } from 'node:crypto'
import { test } from 'node:test'
import { createPasswords } from './hash-password.ts'

const passwords = createPasswords()

test('a password verifies against its own hash and no other does', async () => {
  const hash = await passwords.hash('correct horse')
  assert.equal(await passwords.verify('correct horse', hash), true)
  assert.equal(await passwords.verify('correct horsf', hash), false)
  assert.equal(await passwords.verify('', hash), false)
})

test('two hashes of one password differ, and neither holds it', async () => {
  const [one, other] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')])
  assert.notEqual(one, other)
  assert.match(one, /^\$scrypt\$ln=14,r=8,p=5\$[\w+/]{22}\$[\w+/]{43}$/)
})

test('a hash with other parameters verifies by its own', async () => {
  const salt = Buffer.from('sixteen bytes of')
  const key = scryptSync('correct horse', salt, 32, { N: 1024, r: 8, p: 1 })
  const bare = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')
  const hash = `$scrypt$ln=10,r=8,p=1$${bare(salt)}$${bare(key)}`
  assert.equal(await passwords.verify('correct horse', hash), true)
  assert.equal(await passwords.verify('wrong', hash), false)
})

test('nobody logs in without a hash, and being told so takes as long as with one', async () => {
  const hash = await passwords.hash('correct horse')
  const timeOf = async (given: string | undefined) => {
    const times: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const from = performance.now()
      assert.equal(await passwords.verify('wrong', given), false)
      times.push(performance.now() - from)
    }
    return Math.min(...times)
  }
  const known = await timeOf(hash)
  const unknown = await timeOf(undefined)
  assert.ok(unknown > known / 3 && unknown < known * 3, `${known} ms with, ${unknown} ms without`)
})

test('what is typed with combined and with separate characters is one password', async () => {
  assert.equal(await passwords.verify('cafe\u0301', await passwords.hash('caf\u00e9')), true)
})

test('a hash in no known form is a bug, not a wrong password', async () => {
  await assert.rejects(passwords.verify('any', '$2b$10$abcdefghijklmnopqrstuv'), /not in the form/)
})

test('so many hashes are made at once and no more, and who waits too long is foreseen', async () => {
  const narrow = createPasswords({ atOnce: 1, waiting: 2 })
  const order: string[] = []
  const jobs = ['one', 'two', 'three'].map((name) => narrow.hash(name).then(() => order.push(name)))
  assert.equal(narrow.isOverloaded(), true)
  await Promise.all(jobs)
  assert.deepEqual(order, ['one', 'two', 'three'])
  assert.equal(narrow.isOverloaded(), false)
})
