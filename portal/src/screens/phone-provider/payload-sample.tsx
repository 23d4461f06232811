import { useSession } from '../../api/session.ts'
import { payloadSample } from '../../script-types/authgear.ts'
import { CodeBlock } from '../../ui/code-block.tsx'

export function PayloadSample() {
  return <CodeBlock label="JSON Payload Sample" code={payloadSample(useSession().tenant)} />
}
