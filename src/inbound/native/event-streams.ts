// Server-sent events: streams that stay open. A process has so many and no more, a reader that stops reading is cut off,
// and each stream ends after a while, so that who may no longer read stops reading: browsers ask again by themselves, with
// the id of the last event that they got. When the server stops, they end.

import { PassThrough } from 'node:stream'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { ProblemError } from './errors.ts'

export interface StreamEvent {
  readonly id: string
  readonly data: unknown
}

export interface EventStreams {
  /**
   * Answers with a stream. `begin` is handed what sends an event, and resolves with what ends that.
   *
   * @throws ProblemError `too-many-streams`
   */
  open(
    reply: FastifyReply,
    begin: (send: (event: StreamEvent) => void) => Promise<() => void>,
  ): Promise<FastifyReply>
}

const maxStreams = 100
const maxWaitingBytes = 1024 * 1024
const heartbeatMs = 15_000
const maxStreamMs = 5 * 60_000
const reconnectAfterMs = 1_000

export function createEventStreams(app: FastifyInstance): EventStreams {
  const streams = new Set<PassThrough>()
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    for (const stream of streams) stream.end()
    done()
  })

  return {
    async open(reply, begin) {
      if (isClosing || streams.size >= maxStreams) {
        throw new ProblemError(
          'too-many-streams',
          'Close another page or try again later.',
          {},
          { 'retry-after': '30' },
        )
      }
      const stream = new PassThrough()
      streams.add(stream)
      const write = (text: string) => {
        if (stream.writableEnded || stream.destroyed) return
        stream.write(text)
        if (stream.writableLength + stream.readableLength > maxWaitingBytes) stream.destroy()
      }
      write(`retry: ${reconnectAfterMs}\n\n`)
      const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMs)
      const end = setTimeout(() => stream.end(), maxStreamMs)
      let stop: (() => void) | undefined
      stream.once('close', () => {
        streams.delete(stream)
        clearInterval(heartbeat)
        clearTimeout(end)
        stop?.()
      })
      try {
        stop = await begin(({ id, data }) => write(frameOf(id, data)))
      } catch (error) {
        stream.destroy()
        throw error
      }
      if (stream.destroyed) stop()
      return (
        reply
          .header('cache-control', 'no-store')
          // A proxy that collects an answer before it passes it on would hold the events back.
          .header('x-accel-buffering', 'no')
          // Kept open after its end, the connection would keep a stopping server from its own.
          .header('connection', 'close')
          .type('text/event-stream; charset=utf-8')
          .send(stream)
      )
    },
  }
}

function frameOf(id: string, data: unknown): string {
  return `id: ${id}\nevent: message\ndata: ${JSON.stringify(data)}\n\n`
}
